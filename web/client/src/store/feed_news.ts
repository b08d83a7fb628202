// What was written in my channels since the feed was read, as far as it brings a thread into feeds.

import type { MessageView, Span } from "../protocol";
import { stanceKey } from "./feed";
import { namesMe } from "./mentions";
import { omit, put, type State } from "./state";

const MOST = 1_000;

/** A thread in which somebody wrote since the feed was read. What is said of its root is left empty
 *  where only a reply is known. */
export interface FeedNews {
  readonly channelId: string;
  readonly rootAuthorId: string;
  readonly announcement: boolean;
  /** I am named in what is new. */
  readonly mention: boolean;
  /** It was begun since, and not only answered. */
  readonly begun: boolean;
  readonly tags: readonly string[];
}

/** A message of somebody else that brings its thread into feeds: a reply, a post, a file, a hashtag,
 *  my name. Source: `channels/feed/reactors.py`. */
export function newsIn(state: State, message: MessageView): State {
  const channel = state.channels[message.channel_id];
  if (!channel?.joined || channel.kind === "direct" || channel.kind === "group") return state;
  if (message.author_id === state.me?.id || mutes(state, message.author_id)) return state;
  const mention = namesMe(message, state);
  const tags = hashtagsIn(message.spans ?? []);
  if (!message.thread_id && !message.post && !message.files?.length && tags.length === 0 && !mention) return state;
  const id = message.thread_id ?? message.id;
  const before = state.feedNews[id];
  if (!before && Object.keys(state.feedNews).length >= MOST) return state;
  const root = message.thread_id ? state.messages[message.channel_id]?.[message.thread_id] : message;
  const announcement = root?.post?.kind === "announcement" || (before?.announcement ?? false);
  if (channel.muted && !mention && !announcement) return state;
  const news: FeedNews = {
    channelId: message.channel_id,
    rootAuthorId: root?.author_id ?? before?.rootAuthorId ?? "",
    announcement,
    mention: mention || (before?.mention ?? false),
    begun: !message.thread_id || (before?.begun ?? false),
    tags: [...new Set([...(before?.tags ?? hashtagsIn(root?.spans ?? [])), ...tags])],
  };
  return { ...state, feedNews: put(state.feedNews, id, news) };
}

/** What is deleted before it was shown is no news. */
export function noNews(state: State, messageId: string): State {
  return messageId in state.feedNews ? { ...state, feedNews: omit(state.feedNews, messageId) } : state;
}

function mutes(state: State, personId: string): boolean {
  return state.stances?.[stanceKey("person", personId)]?.stance === "mute";
}

function hashtagsIn(spans: readonly Span[]): string[] {
  return spans.flatMap((span) => {
    if (span.t === "hashtag") return [span.tag];
    if (span.t === "list") return span.items.flatMap((item) => hashtagsIn(item));
    return "children" in span ? hashtagsIn(span.children) : [];
  });
}
