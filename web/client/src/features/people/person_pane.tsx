/** Who somebody is, and a way to write to them. */

import { AtSign, MessageCircle, Pencil } from "lucide";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { clockTime } from "../../ui/dates";
import { openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { MessageSkeleton } from "../../ui/placeholder";
import { PresenceMark } from "../../ui/presence_mark";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { openDirectWith } from "../membership/direct_dialog";
import { presenceOf, presenceWords, useWatchPresence } from "../presence/presence_of";
import { Pane } from "../shell/pane";
import { StatusDialog } from "./status_dialog";
import "./person_pane.css";

interface PersonPaneProps {
  channelId: string;
  personId: string;
}

export function PersonPane({ channelId, personId }: PersonPaneProps) {
  useWatchPresence([personId]);
  const person = store.person(personId);
  if (!person) return <Pane title={t("profile")} channelId={channelId}><MessageSkeleton rows={2} /></Pane>;
  const presence = presenceOf(personId);
  const mine = personId === store.me.value?.id;
  const role = { owner: t("role_owner"), admin: t("role_admin"), member: null, guest: t("role_guest") }[person.role];
  return (
    <Pane title={t("profile")} channelId={channelId}>
      <div class="person scroll">
        <Avatar id={person.id} name={person.name} size={72} photo={avatarUrl(person)} />
        <h3 class="person__name">{person.name}</h3>
        {person.title && <p class="person__title">{person.title}</p>}
        <p class="person__presence">
          <PresenceMark state={presence} size={14} />
          {presenceWords(personId)}
          {(person.dnd_until_at ?? 0) > Date.now() && ` · ${t("until", { when: clockTime(person.dnd_until_at!) })}`}
        </p>
        {(person.status_text || person.status_emoji) && (
          <p class="person__status">{person.status_emoji} {person.status_text}</p>
        )}
        <p class="person__line"><Icon of={AtSign} size={16} />{person.handle}</p>
        {(role || person.bot) && <p class="person__line"><span class="tag">{person.bot ? t("bot") : role}</span></p>}
        {person.active === false && <p class="person__line">{t("account_closed")}</p>}
        <div class="person__buttons">
          {mine ? (
            <Button icon={Pencil} onClick={() => openDialog(() => <StatusDialog />)}>{t("set_status")}</Button>
          ) : (
            <Button look="primary" icon={MessageCircle} onClick={() => void openDirectWith([person.id])}>{t("message_person")}</Button>
          )}
        </div>
      </div>
    </Pane>
  );
}
