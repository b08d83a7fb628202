/** Small signs at a message: pinned, kept for later, changed, a reply shown in the channel too. */

import { Bookmark, MessageSquareReply, Pin } from "lucide";
import type { IconNode } from "lucide";
import type { MessageView } from "../../protocol";
import { shortDay } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { threadPath } from "../../ui/router";
import { store } from "../../ui/store";

/** Above a message: that a reply stands in the thread and in the channel. */
export function MessageMarks({ message, inThread }: { message: MessageView; inThread: boolean }) {
  const replied = !inThread && message.thread_id;
  if (!replied && !(inThread && message.also_to_channel)) return null;
  return (
    <div class="marks">
      {inThread && message.also_to_channel && <Mark icon={MessageSquareReply} text={t("also_in_channel")} />}
      {replied && (
        <a class="mark" href={threadPath(message.channel_id, replied)}>
          <Icon of={MessageSquareReply} size={14} />
          {t("replied_in_thread")}
        </a>
      )}
    </div>
  );
}

/** Within a line: that a message is pinned or kept for later. */
export function KeptMarks({ message }: { message: MessageView }) {
  const saved = store.savedIds.value.has(message.id);
  return (
    <>
      {message.pinned && <Mark icon={Pin} text={pinnedWords(message.pinned_until)} />}
      {saved && <Mark icon={Bookmark} text={t("saved_mark")} />}
    </>
  );
}

const pinnedWords = (until: number | null | undefined) => (until ? t("pinned_until", { date: shortDay(until) }) : t("pinned"));

function Mark({ icon, text }: { icon: IconNode; text: string }) {
  return (
    <span class="mark">
      <Icon of={icon} size={14} />
      {text}
    </span>
  );
}
