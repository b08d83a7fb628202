/** Myself at the foot of the sidebar: face, name, state. */

import { Avatar } from "../../ui/avatar";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { presenceOf, presenceWords, useWatchPresence } from "../presence/presence_of";
import { openMyMenu } from "./open_my_menu";

export function MyLine() {
  const me = store.me.value;
  useWatchPresence(me ? [me.id] : []);
  if (!me) return null;
  const presence = presenceOf(me.id);
  const status = [me.status_emoji, me.status_text].filter(Boolean).join(" ");
  return (
    <button type="button" class="my-line" aria-haspopup="menu" onClick={(event) => openMyMenu(event.currentTarget)}>
      <Avatar id={me.id} name={me.name} photo={avatarUrl(me)} presence={presence} />
      <span class="my-line__words">
        <span class="my-line__name clip">{me.name}</span>
        <span class="my-line__status clip">{status || presenceWords(me.id)}</span>
        <span class="sr-only">{t("my_menu")}</span>
      </span>
    </button>
  );
}
