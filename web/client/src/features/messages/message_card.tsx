/** A message away from its channel: in search, pins, saved and threads; a press jumps to it. */

import type { ComponentChildren } from "preact";
import type { MessageView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { fullDate, shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { messagePath, threadPath } from "../../ui/router";
import { store } from "../../ui/store";
import { Attachments } from "../files/attachments";
import { avatarUrl } from "../files/urls";
import { ChannelPlace } from "../membership/channel_place";
import { PersonTag } from "../people/person_tag";
import { PostHead } from "../posts/post_head";
import { authorName } from "./author_name";
import { MessageText } from "./spans";
import "./message_card.css";

interface MessageCardProps {
  message: MessageView;
  /** Say which channel it stands in. */
  place?: boolean;
  /** Shown instead of the text. */
  excerpt?: ComponentChildren;
  /** Shown instead of the title. */
  title?: ComponentChildren;
  tools?: ComponentChildren;
  foot?: ComponentChildren;
}

/** Where a message is read: a reply in its thread, others in the channel. */
export function pathOf(message: MessageView): string {
  const reply = message.thread_id && message.thread_id !== message.id && !message.also_to_channel;
  return reply ? threadPath(message.channel_id, message.thread_id!) : messagePath(message.channel_id, message.id);
}

export function MessageCard({ message, place, excerpt, title, tools, foot }: MessageCardProps) {
  const channel = store.channels.value[message.channel_id];
  const name = authorName(message);
  return (
    <article class="card" aria-label={name}>
      {place && channel && (
        <div class="card__place clip">
          <ChannelPlace channel={channel} />
          {message.thread_id && ` · ${t("thread")}`}
        </div>
      )}
      <div class="card__row">
        <Avatar id={message.author_id} name={name} photo={avatarUrl(store.person(message.author_id))} />
        <div class="card__body">
          <div class="message__heading">
            <span class="message__name">{name}</span>
            <PersonTag person={store.person(message.author_id)} />
            <time class="message__time tabular" title={fullDate(message.created_at)}>{shortDate(message.created_at)}</time>
            <span class="bar__space" />
            {tools}
          </div>
          <PostHead message={message} title={title} shared />
          <div class="card__text">{excerpt ?? <MessageText message={message} />}</div>
          {(message.files?.length ?? 0) > 0 && <Attachments files={message.files!} />}
          {foot}
          <a class="card__jump" href={pathOf(message)}>{t("show_in_place")}</a>
        </div>
      </div>
    </article>
  );
}
