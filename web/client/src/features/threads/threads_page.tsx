/** The threads that I follow, the one with the latest reply first. */

import type { ThreadView } from "../../protocol";
import { shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { Avatar } from "../../ui/avatar";
import { threadPath } from "../../ui/router";
import { avatarUrl } from "../files/urls";
import { signedTitle } from "../membership/title";
import { authorName } from "../messages/message_row";
import { plainText } from "../messages/plain_text";
import { MessageText } from "../messages/spans";
import { Page } from "../shell/page";
import "../messages/message_card.css";
import "./threads.css";

export function ThreadsPage() {
  const list = usePages("threads", store.actions.listThreads);
  return (
    <Page title={t("threads")}>
      <div class="threads">
        <PagedList
          list={list}
          label={t("threads")}
          empty={<Empty title={t("threads_empty_title")} text={t("threads_empty")} />}
          keyOf={(thread) => thread.thread_id}
          render={(thread) => <ThreadCard thread={thread} />}
        />
      </div>
    </Page>
  );
}

function ThreadCard({ thread }: { thread: ThreadView }) {
  const channel = store.channels.value[thread.channel_id];
  const unread = store.unreadThreads.value[thread.thread_id]?.unread ?? 0;
  const root = store.message(thread.channel_id, thread.thread_id) ?? thread.root;
  const name = authorName(root);
  const last = thread.last_reply;
  return (
    <article class="card" aria-label={t("thread_of", { name })}>
      <div class="card__place clip">{channel && signedTitle(channel)}</div>
      <div class="card__row">
        <Avatar id={root.author_id} name={name} photo={avatarUrl(store.person(root.author_id))} />
        <div class="card__body">
          <div class="message__heading">
            <span class="message__name">{name}</span>
            <time class="message__time tabular">{shortDate(root.created_at)}</time>
            <span class="bar__space" />
            {unread > 0 && <span class="pill pill--loud tabular">{t("new_short", { count: unread })}</span>}
          </div>
          <div class="card__text">
            {root.deleted ? <p class="message__gone">{t("message_deleted")}</p> : <MessageText message={root} />}
          </div>
          <a class="card__jump" href={threadPath(thread.channel_id, thread.thread_id)}>
            {t("reply_count", { count: root.thread?.reply_count ?? 0 })}
          </a>
          {last && (
            <div class="thread-card__last">
              <Avatar id={last.author_id} name={authorName(last)} size={20} photo={avatarUrl(store.person(last.author_id))} />
              <span class="clip">
                <b>{authorName(last)}</b> {plainText(last)}
              </span>
              <time class="tabular">{shortDate(last.created_at)}</time>
            </div>
          )}
        </div>
      </div>
    </article>
  );
}
