/** A channel in the centre: its name, its messages, and where to write. */

import { CircleHelp } from "lucide";
import { useEffect } from "preact/hooks";
import type { ChannelView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { complain } from "../../ui/toast";
import { AppHome, AppTabBar } from "../apps/app_parts";
import { useAppTabs } from "../apps/app_tabs";
import { KeptWords } from "../drafts/kept_words";
import { Composer } from "../messages/composer";
import { MessageList } from "../messages/message_list";
import { mayBegin } from "../posts/may";
import { openPost } from "../posts/open_post";
import { ChannelHeader } from "./channel_header";
import { ChannelIntro } from "./channel_intro";
import { useLeft } from "./left";
import { countOf, openedUnread } from "./sections";
import { channelTitle, isDirect, isWall, signedTitle } from "./title";
import "./channel_screen.css";

interface ChannelScreenProps {
  channelId: string;
  messageId: string | null;
}

export function ChannelScreen({ channelId, messageId }: ChannelScreenProps) {
  const channel = store.channels.value[channelId];
  const known = channel !== undefined;
  const joined = channel?.joined;
  const left = useLeft(channelId, channel);
  const tabs = useAppTabs(channel, messageId);
  useEffect(() => {
    if (!known) return;
    openedUnread.value = countOf(channelId).unread > 0 ? channelId : null;
    return () => {
      openedUnread.value = null;
      store.actions.closeChannel(channelId);
    };
  }, [channelId, known]);
  useEffect(() => {
    if (!known) return;
    const { openAround, openChannel } = store.actions;
    if (messageId) openAround(channelId, { message_id: messageId }).catch(() => undefined); // said in its place
    else void attempt(() => openChannel(channelId));
  }, [channelId, messageId, known, joined]); // who is put out of a public channel reads it as a visitor

  if (!channel) return store.ready.value ? <Lost channelId={channelId} left={left} /> : <MessageSkeleton />;
  return (
    <section class="channel" data-conversation aria-label={channelTitle(channel)}>
      <ChannelHeader channel={channel} />
      {tabs.shown && <AppTabBar channelId={channelId} tabs={tabs} />}
      {tabs.tab === "home" && tabs.home ? (
        <AppHome home={tabs.home} />
      ) : (
        <>
          <Messages channel={channel} messageId={messageId} />
          <Foot channel={channel} left={left !== null} />
        </>
      )}
    </section>
  );
}

function Messages({ channel, messageId }: { channel: ChannelView; messageId: string | null }) {
  const timeline = store.timeline(channel.id).value;
  const { actions } = store;
  const gone = messageId !== null && timeline.status === "absent";
  useEffect(() => {
    if (!gone) return;
    complain(t("error.not_found"));
    void attempt(() => actions.openChannel(channel.id));
  }, [gone]);
  if (timeline.status === "loading" && timeline.messages.length === 0) {
    const { state } = store.connection.value;
    if (state === "offline" || state === "waiting") return <Empty text={t("not_here_yet")} />;
    return <div class="channel__waiting"><MessageSkeleton /></div>;
  }
  return (
    <MessageList
      key={channel.id}
      label={t("messages_in", { name: channelTitle(channel) })}
      timeline={timeline}
      whispers={store.whispers(channel.id)}
      intro={<ChannelIntro channel={channel} empty={timeline.messages.length === 0} />}
      loadOlder={() => void attempt(() => actions.loadOlder(channel.id))}
      loadNewer={() => void attempt(() => actions.loadNewer(channel.id))}
      showLatest={() => void attempt(() => actions.showLatest(channel.id))}
      onJump={(at) => void attempt(() => actions.openAt(channel.id, at))}
      onUnread={() => void attempt(() => actions.openUnread(channel.id))}
      onSeen={() => channel.joined && actions.markRead(channel.id)}
    />
  );
}

function Foot({ channel, left }: { channel: ChannelView; left: boolean }) {
  const kept = <KeptWords channelId={channel.id} threadId={null} />;
  if (channel.archived) return <><p class="channel__closed" role="status">{t("archived_hint")}</p>{kept}</>;
  if (!channel.joined) return <><JoinBar channel={channel} left={left} />{kept}</>;
  if (!mayBegin(channel)) return <><AskBar channel={channel} />{kept}</>;
  const label = isDirect(channel)
    ? t("write_to", { name: channelTitle(channel) })
    : isWall(channel) ? t("post.my_wall") : t("write_in", { name: channel.name });
  return <Composer key={channel.id} channelId={channel.id} label={label} />;
}

/** Where only some begin threads, the others reply, and ask. */
function AskBar({ channel }: { channel: ChannelView }) {
  return (
    <div class="channel__join channel__ask">
      <p>{t("post.only_some")}</p>
      <Button icon={CircleHelp} onClick={() => openPost(channel.id, "question")}>{t("post.ask_question")}</Button>
    </div>
  );
}

function JoinBar({ channel, left }: { channel: ChannelView; left: boolean }) {
  return (
    <div class="channel__join">
      {left ? <p role="alert">{t("cut_channel", { name: signedTitle(channel) })}</p> : <p>{isWall(channel) ? t("post.wall_hint") : t("join_hint", { name: channel.name })}</p>}
      <Button look="primary" onClick={() => void attempt(() => store.actions.joinChannel(channel.id))}>
        {t("join")}
      </Button>
    </div>
  );
}

/** `left`: what I was put out of just now. All that I had begun in it is there to be copied. */
function Lost({ channelId, left }: { channelId: string; left: ChannelView | null }) {
  const begun = store.drafts.value.filter((draft) => draft.channel_id === channelId);
  const text = left ? t("cut_channel", { name: signedTitle(left) }) : t("lost_text");
  return (
    <Empty title={t("lost_title")} text={text}>
      {begun.map(({ thread_id }) => <KeptWords key={thread_id ?? channelId} channelId={channelId} threadId={thread_id} />)}
      <a class="button button--primary" href="/">{t("go_home")}</a>
    </Empty>
  );
}
