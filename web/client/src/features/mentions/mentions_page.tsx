/** The messages that call me, from all my channels, the latest first. */

import { useEffect, useRef } from "preact/hooks";
import type { MentionView } from "../../protocol";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { MessageCard } from "../messages/message_card";
import { Page } from "../shell/page";
import "../threads/threads.css";
import "./mentions.css";

export function MentionsPage() {
  const list = usePages("mentions", store.actions.listMentions);
  const called = store.totals.value.mentions;
  const before = useRef(called);
  useEffect(() => {
    if (called > before.current) void list.reload();
    before.current = called;
  }, [called]);
  const fresh = freshAmong(list.items ?? []);
  return (
    <Page title={t("mentions")} back onRefresh={list.reload}>
      <div class="threads">
        <PagedList
          list={list}
          label={t("mentions")}
          empty={<Empty title={t("mentions_empty_title")} text={t("mentions_empty")} />}
          keyOf={(mention) => mention.message.id}
          render={(mention) => (
            <MessageCard message={mention.message} place tools={<Why mention={mention} fresh={fresh.has(mention.message.id)} />} />
          )}
        />
      </div>
    </Page>
  );
}

function Why({ mention, fresh }: { mention: MentionView; fresh: boolean }) {
  return (
    <>
      {mention.why !== "mention" && <span class="tag">{t(mention.why === "everybody" ? "why_everybody" : "why_keyword")}</span>}
      {fresh && <span class="pill pill--loud">{t("new")}</span>}
    </>
  );
}

/** Of each conversation, as many of the latest as its unread mentions count. */
function freshAmong(mentions: readonly MentionView[]): Set<string> {
  const left = new Map<string, number>();
  const fresh = new Set<string>();
  for (const { message } of mentions) {
    const inThread = message.thread_id && message.thread_id !== message.id && !message.also_to_channel;
    const key = inThread ? message.thread_id! : message.channel_id;
    const counts = inThread ? store.unreadThreads.value : store.unread.value;
    const still = left.get(key) ?? counts[key]?.mentions ?? 0;
    if (still > 0) fresh.add(message.id);
    left.set(key, still - 1);
  }
  return fresh;
}
