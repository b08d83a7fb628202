/** A thread: its root, the replies, and where to answer. */

import { useEffect } from "preact/hooks";
import type { ChannelView, MessageView, ThreadView } from "../../protocol";
import { Bell, BellOff } from "lucide";
import { attempt } from "../../ui/attempt";
import { away } from "../../ui/away";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { channelPath } from "../../ui/router";
import { store } from "../../ui/store";
import { KeptWords } from "../drafts/kept_words";
import { ChannelPlace } from "../membership/channel_place";
import { useLeft } from "../membership/left";
import { isDirect, signedTitle } from "../membership/title";
import { Composer } from "../messages/composer";
import { MessageList } from "../messages/message_list";
import { MessageRow } from "../messages/message_row";
import { Pane } from "../shell/pane";
import "./threads.css";

interface ThreadPaneProps {
  channelId: string;
  threadId: string;
  /** Where closing it leads; else to its channel. */
  back?: string;
}

export function ThreadPane({ channelId, threadId, back }: ThreadPaneProps) {
  const channel = store.channels.value[channelId];
  const known = channel !== undefined;
  const state = store.connection.value.state;
  const connected = state === "online" || state === "catching-up";
  useEffect(() => {
    // Why there is nothing to see is said in its place; without a network the bar above says it.
    if (known) store.actions.openThread(channelId, threadId).catch(() => undefined);
  }, [channelId, threadId, known, channel?.joined, connected]);
  const followed = store.followedIds.value.has(threadId);
  const left = useLeft(channelId, channel);
  if (isLost(channelId, threadId)) {
    return (
      <Pane key={threadId} title={t("thread")} channelId={channelId} back={back}>
        <Empty title={t("lost_title")} text={left ? t("cut_channel", { name: signedTitle(left) }) : t("lost_thread")}>
          <KeptWords channelId={channelId} threadId={threadId} />
          <a class="button" href={known ? (back ?? channelPath(channelId)) : "/"}>{t(known ? "back" : "go_home")}</a>
        </Empty>
      </Pane>
    );
  }
  return (
    <Pane
      key={threadId}
      title={t("thread")}
      subtitle={channel && <ChannelPlace channel={channel} />}
      channelId={channelId}
      back={back}
      tools={
        <IconButton
          icon={followed ? Bell : BellOff}
          pressed={followed}
          label={t(followed ? "unfollow" : "follow")}
          onClick={() => void attempt(() => store.actions.toggleFollow(channelId, threadId))}
        />
      }
    >
      <Replies channelId={channelId} threadId={threadId} />
      {channel && <Foot channel={channel} threadId={threadId} left={left !== null} />}
    </Pane>
  );
}

/** Where one replies; where one cannot, why, and what one had begun. */
function Foot({ channel, threadId, left }: { channel: ChannelView; threadId: string; left: boolean }) {
  const cut = cutOff(channel, threadId, left);
  if (cut === null) {
    const also = isDirect(channel) ? {} : { channelName: signedTitle(channel) };
    return <Composer key={threadId} channelId={channel.id} threadId={threadId} label={t("reply_hint")} {...also} />;
  }
  return (
    <>
      {cut && <p class="channel__closed" role="alert">{cut}</p>}
      <KeptWords channelId={channel.id} threadId={threadId} />
    </>
  );
}

/** Why nobody, or not I, can reply there: empty where it is plain to see; null where I can. */
function cutOff(channel: ChannelView, threadId: string, left: boolean): string | null {
  if (left) return t("cut_channel", { name: signedTitle(channel) });
  if (store.thread(threadId).value.gone) return t("cut_thread");
  if (channel.archived) return t("archived_hint");
  if (store.thread(threadId).value.root?.post?.closed) return t("post.closed_hint");
  return channel.joined ? null : "";
}

/** In the place of a root that is there no more. */
function RootGone() {
  return <div class="thread-root"><p class="thread-root__rest">{t("message_deleted")}</p></div>;
}

/** The replies are to come: soon, or with the network. */
function Awaited({ root }: { root: MessageView | null }) {
  if (!away.value) return <div class="channel__waiting"><MessageSkeleton rows={root ? 2 : 4} /></div>;
  return root ? <p class="thread-root__rest" role="status">{t("thread_rest")}</p> : <Empty text={t("thread_away")} />;
}

/** As the list of threads last had it. */
function keptRoot(threadId: string): MessageView | null {
  const threads = (store.lastPage("threads") ?? []) as readonly ThreadView[];
  return threads.find((thread) => thread.thread_id === threadId)?.root ?? null;
}

/** There is no such thread, or I may not see it. */
function isLost(channelId: string, threadId: string): boolean {
  if (!store.channels.value[channelId]) return store.ready.value;
  const { root, status } = store.thread(threadId).value;
  return !root && status === "absent";
}

function Replies({ channelId, threadId }: ThreadPaneProps) {
  const timeline = store.thread(threadId).value;
  const root = timeline.root ?? (timeline.gone ? null : keptRoot(threadId));
  const waits = timeline.status === "loading";
  if (!root && waits) return <Awaited root={null} />;
  const count = root?.thread?.reply_count ?? timeline.messages.length;
  return (
    <MessageList
      label={t("replies")}
      timeline={timeline}
      whispers={store.whispers(threadId)}
      root={root}
      intro={
        !root ? timeline.gone && <RootGone /> : (
          <div class="thread-root">
            <MessageRow message={root} grouped={false} lit={false} inThread />
            {count > 0 && <div class="thread-root__line">{t("reply_count", { count })}</div>}
            {waits && <Awaited root={root} />}
          </div>
        )
      }
      loadOlder={() => void attempt(() => store.actions.loadOlderReplies(threadId))}
      loadNewer={() => undefined}
      showLatest={() => void attempt(() => store.actions.openThread(channelId, threadId))}
      onSeen={() => store.actions.markThreadRead(threadId)}
    />
  );
}
