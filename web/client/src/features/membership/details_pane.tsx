/** A channel's own page: what it is about, my settings for it, what its owners may change. */

import { Archive, ArchiveRestore, Bell, House, LogOut, Pencil, Pin, Star, UserPlus, Users, VolumeX } from "lucide";
import type { ComponentChildren } from "preact";
import type { IconNode } from "lucide";
import type { ChannelView, Level } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Confirm, openDialog } from "../../ui/dialog";
import { ChoiceField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { channelPanePath, go, homePath } from "../../ui/router";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { FaqChoice } from "../faq/faq_choice";
import { mayInvite } from "../people/may_administer";
import { Pane } from "../shell/pane";
import { EditChannelDialog } from "./edit_channel_dialog";
import { openInvite } from "./open";
import { ChannelPlace } from "./channel_place";
import { channelTitle, isDirect } from "./title";
import "./details_pane.css";

export function DetailsPane({ channel }: { channel: ChannelView }) {
  const direct = isDirect(channel);
  return (
    <Pane title={t("details")} subtitle={<ChannelPlace channel={channel} />} channelId={channel.id}>
      <div class="details scroll">
        <About channel={channel} />
        <div class="details__group">
          {!direct && <Line icon={House} onChoose={() => go(homePath(channel.id))}>{t("home_page")}</Line>}
          <Line icon={Users} onChoose={() => go(channelPanePath(channel.id, { is: "members" }))}>
            {t("member_count", { count: channel.member_count })}
          </Line>
          <Line icon={Pin} onChoose={() => go(channelPanePath(channel.id, { is: "pins" }))}>{t("pins")}</Line>
          {channel.joined && !direct && !channel.archived && mayInvite() && (
            <Line icon={UserPlus} onChoose={() => openInvite(channel)}>{t("add_people")}</Line>
          )}
        </div>
        {channel.joined && <Mine channel={channel} />}
        {channel.joined && channel.kind !== "direct" && <FaqChoice channel={channel} />}
        {channel.joined && !direct && <Owners channel={channel} />}
      </div>
    </Pane>
  );
}

function About({ channel }: { channel: ChannelView }) {
  return (
    <dl class="details__about">
      <dt>{t("topic")}</dt>
      <dd>{channel.topic || <span class="details__none">{t("no_topic")}</span>}</dd>
      {channel.purpose && <dt>{t("purpose")}</dt>}
      {channel.purpose && <dd>{channel.purpose}</dd>}
    </dl>
  );
}

function Mine({ channel }: { channel: ChannelView }) {
  const configure = (change: Parameters<typeof store.actions.configureChannel>[1]) =>
    void attempt(() => store.actions.configureChannel(channel.id, change));
  return (
    <div class="details__group">
      <Line icon={Star} pressed={channel.starred ?? false} onChoose={() => configure({ starred: !channel.starred })}>
        {t(channel.starred ? "unstar" : "star")}
      </Line>
      <Line icon={VolumeX} pressed={channel.muted ?? false} onChoose={() => configure({ muted: !channel.muted })}>
        {t(channel.muted ? "unmute" : "mute")}
      </Line>
      <div class="details__level">
        <ChoiceField<Level>
          legend={<><Icon of={Bell} size={16} /> {t("notify_me")}</>}
          value={channel.level ?? "default"}
          onChoose={(level) => configure({ level })}
          options={[
            { value: "default", label: t("level_default") },
            { value: "all", label: t("level_all") },
            { value: "mentions", label: t("level_mentions") },
            { value: "none", label: t("level_none") },
          ]}
        />
      </div>
    </div>
  );
}

function Owners({ channel }: { channel: ChannelView }) {
  const { actions } = store;
  const archive = async () => {
    if (await attempt(() => actions.archiveChannel(channel.id, !channel.archived))) {
      say(t(channel.archived ? "reopened" : "archived_done", { name: channel.name }));
    }
  };
  const ask = (title: string, text: string, verb: string, onConfirm: () => void) =>
    openDialog(() => <Confirm title={title} text={text} verb={verb} onConfirm={onConfirm} />);
  const leave = async () => {
    if (await attempt(() => actions.leaveChannel(channel.id))) go("/");
  };
  const name = channelTitle(channel);
  return (
    <div class="details__group">
      <Line icon={Pencil} onChoose={() => openDialog(() => <EditChannelDialog channel={channel} />)}>{t("edit_channel")}</Line>
      {!channel.general && (
        <Line
          icon={channel.archived ? ArchiveRestore : Archive}
          onChoose={() =>
            channel.archived ? void archive() : ask(t("archive_title", { name }), t("archive_text"), t("archive"), () => void archive())
          }
        >
          {t(channel.archived ? "reopen" : "archive")}
        </Line>
      )}
      {!channel.general && (
        <Line icon={LogOut} danger onChoose={() => ask(t("leave_title", { name }), t(channel.kind === "private" ? "leave_private_text" : "leave_text"), t("leave"), () => void leave())}>
          {t("leave")}
        </Line>
      )}
    </div>
  );
}

interface LineProps {
  icon: IconNode;
  danger?: boolean;
  pressed?: boolean;
  onChoose: () => void;
  children: ComponentChildren;
}

function Line({ icon, danger, pressed, onChoose, children }: LineProps) {
  return (
    <button type="button" class={`menu-item ${danger ? "menu-item--danger" : ""} ${pressed ? "menu-item--on" : ""}`} onClick={onChoose}>
      <Icon of={icon} size={18} />
      <span class="menu-item__words">{children}</span>
    </button>
  );
}
