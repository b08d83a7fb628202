/** What the links of a message lead to: cards of pages, and of messages that one may read. */

import { X } from "lucide";
import type { MessageView, PreviewView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Avatar } from "../../ui/avatar";
import { IconButton } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { messagePath, threadPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { ChannelPlace } from "../membership/channel_place";
import { useRetry } from "../media/use_retry";
import { authorName } from "../messages/author_name";
import { plainText } from "../messages/plain_text";
import { isOwn, ownLinks } from "./own_links";
import { quoted } from "./quoted";
import "./previews.css";

export function Previews({ message }: { message: MessageView }) {
  const links = message.spans?.length ? ownLinks(message.spans, location.origin) : [];
  const pages = (message.previews ?? []).filter((page) => !isOwn(page.url, location.origin));
  if ((links.length === 0 && pages.length === 0) || store.preferences.value.hide_previews) return null;
  return (
    <div class="previews">
      {links.map((link) => <Quoted key={link.messageId} message={quoted(link)} />)}
      {pages.map((page) => <PageCard key={page.id} page={page} message={message} />)}
    </div>
  );
}

function PageCard({ page, message }: { page: PreviewView; message: MessageView }) {
  const width = page.image_width ?? 0;
  const height = page.image_height ?? 0;
  const mine = mayRemove(message);
  const wide = width >= 300 && width >= height * 1.2;
  const words = (
    <>
      <span class="preview__site clip">{page.site_name}</span>
      <a class="preview__title" href={page.url} target="_blank" rel="noopener noreferrer nofollow">{page.title}</a>
      {page.description && <p class="preview__words">{page.description}</p>}
    </>
  );
  return (
    <article class={`preview ${wide ? "preview--wide" : ""} ${mine ? "preview--mine" : ""}`} aria-label={t("preview_of", { title: page.title })} dir="auto">
      <div class="preview__body">{words}</div>
      {width > 0 && <PageImage message={message} page={page} />}
      {mine && (
        <IconButton
          icon={X}
          size={16}
          class="preview__remove"
          label={t("preview_remove")}
          onClick={() => void attempt(() => store.actions.removePreview(message, page.id))}
        />
      )}
    </article>
  );
}

/** The picture keeps its space before it comes, and goes without a trace where it cannot. */
function PageImage({ message, page }: { message: MessageView; page: PreviewView }) {
  const url = `/previews/${message.id}/${page.id}`;
  const { broken, turn, fails } = useRetry(url);
  return (
    <img
      key={turn}
      hidden={broken}
      class="preview__image"
      src={url}
      alt=""
      width={page.image_width}
      height={page.image_height}
      loading="lazy"
      decoding="async"
      onError={fails}
    />
  );
}

function mayRemove(message: MessageView): boolean {
  const me = store.me.value;
  return message.author_id === me?.id || me?.role === "owner" || me?.role === "admin";
}

function Quoted({ message }: { message: MessageView | null }) {
  if (!message || message.deleted) return null;
  const channel = store.channels.value[message.channel_id];
  const name = authorName(message);
  const path = message.thread_id
    ? threadPath(message.channel_id, message.thread_id)
    : messagePath(message.channel_id, message.id);
  return (
    <article class="preview preview--quoted" aria-label={t("preview_quoted", { name })}>
      <div class="preview__body">
        <div class="preview__who">
          <Avatar id={message.author_id} name={name} size={20} photo={avatarUrl(store.person(message.author_id))} />
          <span class="message__name">{name}</span>
          <a class="preview__site" href={path}>
            {channel && <><ChannelPlace channel={channel} /> · </>}
            {shortDate(message.created_at)}
          </a>
        </div>
        <p class="preview__words preview__words--quoted" dir="auto">{plainText(message)}</p>
      </div>
    </article>
  );
}
