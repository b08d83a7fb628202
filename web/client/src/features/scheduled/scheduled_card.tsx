/** One message that is to be sent later: when, and what can still be done about it. */

import { CalendarClock, Ellipsis, Pencil, SendHorizontal, Trash2 } from "lucide";
import type { ScheduledView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button, IconButton } from "../../ui/button";
import { t, type Key } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Menu, MenuItem, openPopup } from "../../ui/popup";
import { channelPath, go, threadPath } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { UnsentCard } from "../drafts/unsent_card";
import { chooseMoment } from "./send_later_menu";
import { whenWords } from "./when_words";

const PROBLEMS: Record<string, Key> = {
  not_found: "scheduled_problem_gone",
  not_allowed: "scheduled_problem_refused",
  not_signed_in: "scheduled_problem_refused",
  unavailable: "scheduled_problem_unavailable",
};

export function ScheduledCard({ scheduled }: { scheduled: ScheduledView }) {
  const { id, channel_id, thread_id = null, text, files = [], send_at, error, error_detail } = scheduled;
  const problem = error ? (PROBLEMS[error] ? t(PROBLEMS[error]) : error_detail || t("error.unknown")) : null;
  const when = (
    <>
      <Icon of={CalendarClock} size={14} />
      {problem ? t("scheduled_failed") : whenWords(send_at)}
    </>
  );
  return (
    <UnsentCard channelId={channel_id} threadId={thread_id} text={text} files={files} note={when} problem={problem}>
      <Button icon={SendHorizontal} onClick={() => void attempt(() => store.actions.sendScheduledNow(id))}>
        {t(problem ? "scheduled_again" : "scheduled_now")}
      </Button>
      {!isPhone.value && <Button look="quiet" icon={CalendarClock} onClick={() => change(scheduled)}>{t("scheduled_change")}</Button>}
      <IconButton
        icon={Ellipsis}
        label={t("more")}
        aria-haspopup="menu"
        onClick={(event) => openPopup(event.currentTarget, t("more"), () => <More scheduled={scheduled} />)}
      />
    </UnsentCard>
  );
}

function More({ scheduled }: { scheduled: ScheduledView }) {
  return (
    <Menu label={t("more")}>
      {isPhone.value && <MenuItem icon={CalendarClock} onChoose={() => change(scheduled)}>{t("scheduled_change")}</MenuItem>}
      {store.channels.value[scheduled.channel_id] && (
        <MenuItem icon={Pencil} onChoose={() => void attempt(() => writeOn(scheduled))}>{t("scheduled_edit")}</MenuItem>
      )}
      <MenuItem icon={Trash2} danger onChoose={() => void attempt(() => store.actions.removeScheduled(scheduled.id))}>{t("delete")}</MenuItem>
    </Menu>
  );
}

function change({ id, send_at }: ScheduledView): void {
  chooseMoment((at) => void attempt(() => store.actions.changeScheduled(id, { send_at: at })), send_at);
}

/** Back into the composer, where it was written. */
async function writeOn({ id, channel_id, thread_id = null, text, files = [] }: ScheduledView): Promise<void> {
  await store.actions.removeScheduled(id);
  const begun = store.draft(channel_id, thread_id);
  const whole = [text, begun.text].filter((part) => part !== "").join("\n");
  store.actions.setDraft(channel_id, thread_id, { text: whole, files: [...files, ...begun.files] });
  go(thread_id ? threadPath(channel_id, thread_id) : channelPath(channel_id));
}
