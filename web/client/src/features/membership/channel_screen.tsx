/** A channel in the centre: its name, its messages, and where to write. */

import { useEffect } from "preact/hooks";
import type { ChannelView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { complain } from "../../ui/toast";
import { Composer } from "../messages/composer";
import { MessageList } from "../messages/message_list";
import { ChannelHeader } from "./channel_header";
import { ChannelIntro } from "./channel_intro";
import { countOf, openedUnread } from "./sections";
import { channelTitle, isDirect } from "./title";
import "./channel_screen.css";

interface ChannelScreenProps {
  channelId: string;
  messageId: string | null;
}

export function ChannelScreen({ channelId, messageId }: ChannelScreenProps) {
  const channel = store.channels.value[channelId];
  const known = channel !== undefined;
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
  }, [channelId, messageId, known]);

  if (!channel) return store.ready.value ? <Lost /> : <MessageSkeleton />;
  return (
    <section class="channel" data-conversation aria-label={channelTitle(channel)}>
      <ChannelHeader channel={channel} />
      <Messages channel={channel} messageId={messageId} />
      <Foot channel={channel} />
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

function Foot({ channel }: { channel: ChannelView }) {
  if (channel.archived) return <p class="channel__closed">{t("archived_hint")}</p>;
  if (!channel.joined) return <JoinBar channel={channel} />;
  const label = isDirect(channel)
    ? t("write_to", { name: channelTitle(channel) })
    : t("write_in", { name: channel.name });
  return <Composer key={channel.id} channelId={channel.id} label={label} />;
}

function JoinBar({ channel }: { channel: ChannelView }) {
  return (
    <div class="channel__join">
      <p>{t("join_hint", { name: channel.name })}</p>
      <Button look="primary" onClick={() => void attempt(() => store.actions.joinChannel(channel.id))}>
        {t("join")}
      </Button>
    </div>
  );
}

function Lost() {
  return (
    <Empty title={t("lost_title")} text={t("lost_text")}>
      <a class="button button--primary" href="/">{t("go_home")}</a>
    </Empty>
  );
}
