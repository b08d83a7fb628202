/** A thread on the list of threads: where it is, what it is about, who spoke last. */

import type { ThreadView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { fullDate, shortDate } from "../../ui/dates";
import { formatCount, t } from "../../ui/i18n";
import { inboxPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { ChannelPlace } from "../membership/channel_place";
import { authorName } from "../messages/message_row";
import { plainText } from "../messages/plain_text";

export function ThreadLine({ thread, here }: { thread: ThreadView; here: boolean }) {
  const channel = store.channels.value[thread.channel_id];
  const { unread = 0, mentions = 0 } = store.unreadThreads.value[thread.thread_id] ?? {};
  const root = store.message(thread.channel_id, thread.thread_id) ?? thread.root;
  const last = thread.last_reply;
  const at = last?.created_at ?? root.created_at;
  const name = authorName(root);
  return (
    <a
      class={`inbox__line ${unread > 0 ? "inbox__line--unread" : ""}`}
      href={inboxPath(thread.channel_id, thread.thread_id)}
      aria-current={here ? "true" : undefined}
    >
      <Avatar id={root.author_id} name={name} photo={avatarUrl(store.person(root.author_id))} />
      <span class="inbox__words">
        <span class="inbox__top">
          <span class="inbox__name clip">{name}</span>
          {channel && <span class="inbox__place clip"><ChannelPlace channel={channel} /></span>}
          <time class="inbox__time tabular" dateTime={new Date(at).toISOString()} title={fullDate(at)}>{shortDate(at)}</time>
        </span>
        <span class="inbox__root">{root.deleted ? t("message_deleted") : plainText(root)}</span>
        <span class="inbox__foot">
          {last && <Avatar id={last.author_id} name={authorName(last)} size={20} photo={avatarUrl(store.person(last.author_id))} />}
          <span class="clip">
            {last ? <><b>{authorName(last)}</b> {plainText(last)}</> : t("reply_count", { count: 0 })}
          </span>
          {unread > 0 && (
            <span class={`pill ${mentions > 0 ? "pill--loud" : ""} tabular`}>{t("new_short", { count: formatCount(unread) })}</span>
          )}
        </span>
      </span>
    </a>
  );
}
