/** Small signs above a message: pinned, kept for later, a reply shown in the channel too. */

import { Bookmark, MessageSquareReply, Pin } from "lucide";
import type { IconNode } from "lucide";
import type { MessageView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { threadPath } from "../../ui/router";
import { store } from "../../ui/store";

export function MessageMarks({ message, inThread }: { message: MessageView; inThread: boolean }) {
  const saved = store.savedIds.value.has(message.id);
  const replied = !inThread && message.thread_id;
  if (!saved && !message.pinned && !replied && !(inThread && message.also_to_channel)) return null;
  return (
    <div class="marks">
      {message.pinned && <Mark icon={Pin} text={t("pinned")} />}
      {saved && <Mark icon={Bookmark} text={t("saved_mark")} />}
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

function Mark({ icon, text }: { icon: IconNode; text: string }) {
  return (
    <span class="mark">
      <Icon of={icon} size={14} />
      {text}
    </span>
  );
}
