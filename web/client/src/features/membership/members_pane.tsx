/** Who is in a channel. */

import { UserCog, UserMinus, UserPlus } from "lucide";
import type { ChannelView, MemberRole, MemberView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Avatar } from "../../ui/avatar";
import { Button, IconButton } from "../../ui/button";
import { Confirm, openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages, type Paged } from "../../ui/pages";
import { channelPanePath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { mayInvite } from "../people/may_administer";
import { PersonTag } from "../people/person_tag";
import { presenceOf, presenceWords, useWatchPresence } from "../presence/presence_of";
import { Pane } from "../shell/pane";
import { openInvite } from "./open";
import { openParts } from "./part_menu";
import { ChannelPlace } from "./channel_place";
import { isDirect } from "./title";
import "../people/people_field.css";
import "./details_pane.css";

export function MembersPane({ channel }: { channel: ChannelView }) {
  const key = `${channel.id}/${channel.member_count}`;
  const list = usePages(key, (after) => store.actions.listMembers(channel.id, after), `members/${channel.id}`);
  useWatchPresence((list.items ?? []).slice(0, 200).map((member) => member.person_id));
  const mayManage = canManage(list.items ?? []);
  return (
    <Pane title={t("members")} subtitle={<ChannelPlace channel={channel} />} channelId={channel.id}>
      <div class="members scroll">
        {channel.joined && !isDirect(channel) && !channel.archived && mayInvite() && (
          <div class="members__top">
            <Button icon={UserPlus} onClick={() => openInvite(channel)}>{t("add_people")}</Button>
          </div>
        )}
        <PagedList
          list={list}
          label={t("members")}
          empty={null}
          keyOf={(member) => member.person_id}
          render={(member) => <MemberRow channel={channel} member={member} list={list} removable={mayManage && !channel.general && !isDirect(channel)} />}
        />
      </div>
    </Pane>
  );
}

function canManage(members: readonly MemberView[]): boolean {
  const me = store.me.value;
  if (me?.role === "owner" || me?.role === "admin") return true;
  return members.some((member) => member.person_id === me?.id && member.role === "owner");
}

interface MemberRowProps {
  channel: ChannelView;
  member: MemberView;
  list: Paged<MemberView>;
  removable: boolean;
}

function MemberRow({ channel, member, list, removable }: MemberRowProps) {
  const person = store.person(member.person_id);
  const name = person?.name ?? "…";
  const presence = presenceOf(member.person_id);
  const remove = async () => {
    const done = await attempt(() => store.actions.removeMember(channel.id, member.person_id));
    if (done) list.change((items) => items.filter((item) => item.person_id !== member.person_id));
  };
  const setPart = async (role: MemberRole) => {
    const done = await attempt(() => store.actions.setPart(channel.id, member.person_id, role));
    if (done) list.change((items) => items.map((item) => (item.person_id === member.person_id ? { ...item, role } : item)));
  };
  const ask = () =>
    openDialog(() => (
      <Confirm
        title={t("remove_title", { name })}
        text={t("remove_text", { name, channel: channel.name })}
        verb={t("remove")}
        onConfirm={() => void remove()}
      />
    ));
  return (
    <div class="members__row">
      <a class="person-line" href={channelPanePath(channel.id, { is: "person", id: member.person_id })}>
        <Avatar id={member.person_id} name={name} size={24} photo={avatarUrl(person)} presence={presence} />
        <span class="person-line__name">{name}</span>
        <PersonTag person={person} />
        <span class="person-line__meta clip">
          {member.role === "owner" ? t("role_owner") : member.role === "author" ? t("part_author") : person?.title || `@${person?.handle ?? ""}`}
        </span>
        <span class="sr-only">{presenceWords(member.person_id)}</span>
      </a>
      {removable && (
        <IconButton
          icon={UserCog}
          size={18}
          label={t("part_of", { name })}
          aria-haspopup="menu"
          onClick={(event) => openParts(event.currentTarget, name, member.role, (role) => void setPart(role))}
        />
      )}
      {removable && member.person_id !== store.me.value?.id && (
        <IconButton icon={UserMinus} size={18} label={t("remove_person", { name })} onClick={ask} />
      )}
    </div>
  );
}
