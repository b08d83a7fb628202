/** Under a root: how many replied, who, and when last. Opens the thread. */

import type { MessageView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { shortDate } from "../../ui/dates";
import { formatCount, t } from "../../ui/i18n";
import { threadPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import "./threads.css";

export function ThreadSummaryLine({ message }: { message: MessageView }) {
  const { reply_count, last_reply_at, replier_ids } = message.thread!;
  const unread = store.unreadThreads.value[message.id]?.unread ?? 0;
  if (reply_count === 0) return null;
  return (
    <a class={`thread-line ${unread > 0 ? "thread-line--unread" : ""}`} href={threadPath(message.channel_id, message.id)}>
      <span class="thread-line__faces">
        {replier_ids.slice(0, 4).map((id) => (
          <Avatar key={id} id={id} name={store.person(id)?.name ?? "?"} size={24} photo={avatarUrl(store.person(id))} />
        ))}
      </span>
      <span class="thread-line__count">{t("reply_count", { count: reply_count })}</span>
      {unread > 0 && <span class="pill pill--loud tabular">{t("new_short", { count: formatCount(unread) })}</span>}
      <span class="thread-line__when tabular">{t("last_reply", { when: shortDate(last_reply_at) })}</span>
    </a>
  );
}
