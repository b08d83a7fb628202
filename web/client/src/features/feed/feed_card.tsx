/** A live thread in the feed: why it is here, its root, its last replies, and where to answer. */

import { Bell, BellOff, CornerDownRight, MessageSquareReply } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { FeedItem, MessageView } from "../../protocol";
import { stanceKey } from "../../store";
import { attempt } from "../../ui/attempt";
import { Button, IconButton } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { threadPath } from "../../ui/router";
import { store } from "../../ui/store";
import { ChannelPlace } from "../membership/channel_place";
import { Composer } from "../messages/composer";
import { isGrouped } from "../messages/grouping";
import { MessageRow } from "../messages/message_row";
import { PendingRow } from "../messages/pending_row";
import { CardMenu } from "./card_menu";
import { useSeenCard, useUnreadAtFirst } from "./seen";
import { Why } from "./why";

export function FeedCard({ item }: { item: FeedItem }) {
  const { id, channel_id } = item.root;
  const card = useRef<HTMLElement>(null);
  const thread = store.thread(id).value;
  const live = thread.status === "ready" && thread.root !== null;
  const root = live ? thread.root! : item.root;
  const replies = useReplies(item, live);
  const asked = useToldOnce(root, replies.shown);
  const channel = store.channels.value[channel_id];
  const unread = useUnreadAtFirst(item.root);
  useSeenCard(card, item.root);
  if (thread.gone || !channel) return null;
  return (
    <article class={`feed-card ${unread ? "feed-card--unread" : ""}`} ref={card} aria-label={t("feed_card", { name: store.person(root.author_id)?.name ?? "" })}>
      <header class="feed-card__head">
        <Why item={item} />
        <a class="feed-card__place clip" href={threadPath(channel_id, id)}>
          <ChannelPlace channel={channel} />
        </a>
        {unread && <span class="pill pill--loud">{t("new")}</span>}
        <CardMenu item={item} />
      </header>
      <MessageRow message={asked} grouped={false} lit={false} inThread dated />
      <Replies item={item} live={live} {...replies} earlier={(root.thread?.reply_count ?? 0) - replies.shown.length} />
      <Foot item={item} joined={channel.joined && !channel.archived} mayJoin={!channel.joined && !channel.archived} />
    </article>
  );
}

/** Those that came with the page and all that were written since; the earlier ones when asked for. */
function useReplies(item: FeedItem, live: boolean) {
  const [all, setAll] = useState(false);
  const { id } = item.root;
  const first = item.replies?.[0]?.seq ?? item.root.seq;
  const loaded = live ? store.thread(id).value.messages : (item.replies ?? []);
  const more = () => {
    setAll(true);
    void attempt(() => store.actions.loadOlderReplies(id));
  };
  return { shown: all ? loaded : loaded.filter((reply) => reply.seq >= first && !isMuted(reply.author_id)), all, more };
}

/** The root without word of its accepted answer where that stands below it and says so itself. */
function useToldOnce(root: MessageView, shown: readonly MessageView[]): MessageView {
  const answerId = store.message(root.channel_id, root.id)?.post?.accepted_id;
  const told = shown.some((reply) => reply.id === answerId);
  return useMemo(() => (told && root.post ? { ...root, post: { ...root.post, accepted_id: null } } : root), [root, told]);
}

interface RepliesProps extends ReturnType<typeof useReplies> {
  item: FeedItem;
  live: boolean;
  earlier: number;
}

function Replies({ item, live, shown, all, more, earlier }: RepliesProps) {
  const { id, channel_id } = item.root;
  const thread = store.thread(id).value;
  return (
    <div class="feed-card__replies">
      {earlier > 0 && !all && (
        live ? (
          <button type="button" class="feed-card__earlier" onClick={more}>
            <Icon of={CornerDownRight} size={16} />
            {t("earlier_replies", { count: earlier })}
          </button>
        ) : (
          <a class="feed-card__earlier" href={threadPath(channel_id, id)}>
            <Icon of={CornerDownRight} size={16} />
            {t("earlier_replies", { count: earlier })}
          </a>
        )
      )}
      {all && thread.hasOlder && (
        <a class="feed-card__earlier" href={threadPath(channel_id, id)}>{t("show_in_place")}</a>
      )}
      {shown.map((reply, at) => (
        <MessageRow key={reply.id} message={reply} grouped={grouped(shown[at - 1], reply)} lit={false} inThread dated />
      ))}
      {live && thread.pending.map((mine) => <PendingRow key={mine.client_id} pending={mine} grouped={false} />)}
    </div>
  );
}

const isMuted = (personId: string) => store.stances.value[stanceKey("person", personId)]?.stance === "mute";

const grouped = (before: MessageView | undefined, message: MessageView) => before !== undefined && isGrouped(before, message);

function Foot({ item, joined, mayJoin }: { item: FeedItem; joined: boolean; mayJoin: boolean }) {
  const [writing, setWriting] = useState(false);
  const { id, channel_id } = item.root;
  const field = useRef<HTMLDivElement>(null);
  const begun = store.draft(channel_id, id).text !== "";
  const closed = item.root.post?.closed === true;
  useEffect(() => {
    if (writing) field.current?.querySelector("textarea")?.focus();
  }, [writing, joined]);
  const followed = store.followedIds.value.has(id);
  const when = <time class="feed-card__when tabular">{shortDate(item.active_at)}</time>;
  const join = async () => {
    setWriting(true);
    const joins = async () => {
      await store.actions.joinChannel(channel_id);
      await store.actions.openThread(channel_id, id);
    };
    if (!(await attempt(joins))) setWriting(false);
  };
  if (!joined) {
    return (
      <footer class="feed-card__foot">
        {mayJoin && !closed && <Button icon={MessageSquareReply} look="plain" onClick={() => void join()}>{t("join_and_reply")}</Button>}
        <a class="button button--plain" href={threadPath(channel_id, id)}>{t("show_in_place")}</a>
        {when}
      </footer>
    );
  }
  if (writing && !closed) {
    return (
      <div class="feed-card__composer" ref={field}>
        <Composer channelId={channel_id} threadId={id} label={t("reply_hint")} />
      </div>
    );
  }
  return (
    <footer class="feed-card__foot">
      {!closed && (
        <Button icon={MessageSquareReply} look="plain" onClick={() => setWriting(true)}>{t(begun ? "reply_go_on" : "reply_hint")}</Button>
      )}
      <IconButton
        icon={followed ? Bell : BellOff}
        pressed={followed}
        label={t(followed ? "unfollow" : "follow")}
        onClick={() => void attempt(() => store.actions.toggleFollow(channel_id, id))}
      />
      {when}
    </footer>
  );
}
