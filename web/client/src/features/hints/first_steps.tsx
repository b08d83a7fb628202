/** The first visit to an empty workspace: three things to do, each crossed out once it is done. */

import { Circle, CircleCheck, X } from "lucide";
import type { ChannelView } from "../../protocol";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { openCreate } from "../membership/open";
import { isDirect } from "../membership/title";
import { mayAdminister } from "../people/may_administer";
import "./first_steps.css";

const SEEN = "first_steps";
const EMPTY_BELOW = 20;

export function FirstSteps({ channel }: { channel: ChannelView }) {
  const { messages, hasOlder } = store.timeline(channel.id).value;
  const { hints } = store.preferences.value;
  if (!mayAdminister() || hints.includes(SEEN)) return null;
  if (channel.id !== store.workspace.value?.general_channel_id || hasOlder || messages.length >= EMPTY_BELOW) return null;
  const named = Object.values(store.channels.value).filter((other) => !isDirect(other)).length > 1;
  const invited = channel.member_count > 1;
  const myId = store.me.value?.id;
  const greeted = messages.some((message) => message.author_id === myId && message.kind !== "notice");
  if (named && invited && greeted) return null;
  const greet = () => document.querySelector<HTMLElement>(".centre .composer textarea")?.focus();
  return (
    <section class="first-steps" aria-label={t("first_steps")}>
      <header>
        <h3>{t("first_steps")}</h3>
        <IconButton icon={X} size={18} label={t("dismiss")} onClick={() => store.actions.setPreferences({ hints: [...hints, SEEN] })} />
      </header>
      <ul role="list">
        <Step done={named} name={t("first_channel")}>
          <button type="button" onClick={openCreate}>{t("first_channel")}</button>
        </Step>
        <Step done={invited} name={t("first_people")}>
          <a href="/admin#invitations">{t("first_people")}</a>
        </Step>
        <Step done={greeted} name={t("first_hello")}>
          <button type="button" onClick={greet}>{t("first_hello")}</button>
        </Step>
      </ul>
    </section>
  );
}

function Step({ done, name, children }: { done: boolean; name: string; children: preact.VNode }) {
  return (
    <li class={`first-steps__step ${done ? "first-steps__step--done" : ""}`}>
      <Icon of={done ? CircleCheck : Circle} />
      {done ? (
        <span>
          <s>{name}</s>
          <span class="sr-only"> ({t("first_done")})</span>
        </span>
      ) : (
        children
      )}
    </li>
  );
}
