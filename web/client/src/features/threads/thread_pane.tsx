/** A thread: its root, the replies, and where to answer. */

import { useEffect } from "preact/hooks";
import { Bell, BellOff } from "lucide";
import { attempt, sentenceFor } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { complain } from "../../ui/toast";
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
    // Where the network is away, what is kept here is shown, and the bar above says why there is no more.
    if (known) store.actions.openThread(channelId, threadId).catch((error) => connected && complain(sentenceFor(error)));
  }, [channelId, threadId, known, connected]);
  const followed = store.followedIds.value.has(threadId);
  return (
    <Pane
      key={threadId}
      title={t("thread")}
      subtitle={channel && signedTitle(channel)}
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
      {channel?.joined && !channel.archived && (
        <Composer
          key={threadId}
          channelId={channelId}
          threadId={threadId}
          label={t("reply_hint")}
          {...(isDirect(channel) ? {} : { channelName: signedTitle(channel) })}
        />
      )}
    </Pane>
  );
}

function Replies({ channelId, threadId }: ThreadPaneProps) {
  const timeline = store.thread(threadId).value;
  const { root } = timeline;
  if (!root && timeline.status === "failed") return <Empty title={t("lost_title")} text={t("lost_thread")} />;
  if (!root && timeline.status === "loading") return <div class="channel__waiting"><MessageSkeleton rows={4} /></div>;
  const count = root?.thread?.reply_count ?? timeline.messages.length;
  return (
    <MessageList
      label={t("replies")}
      timeline={timeline}
      root={root}
      intro={
        root && (
          <div class="thread-root">
            <MessageRow message={root} grouped={false} lit={false} inThread />
            {count > 0 && <div class="thread-root__line">{t("reply_count", { count })}</div>}
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
