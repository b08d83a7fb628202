/** What is new and would stand on a list of the feed: in my channels by what is written there,
 *  elsewhere by a look at the server, when it tells that something moved and when the page comes into
 *  sight again. */

import { useEffect, useState } from "preact/hooks";
import type { FeedItem } from "../../protocol";
import { stanceKey, type FeedAsked, type FeedNews, type StanceKind } from "../../store";
import { fold } from "../../ui/fold";
import { store } from "../../ui/store";

/** How many threads wait. `spelt`: all spellings of the hashtag that is asked for. */
export function useNews(asked: FeedAsked, items: readonly FeedItem[] | null, spelt: readonly string[]): number {
  const shown = new Set(items?.map((item) => item.root.id));
  const elsewhere = useGlances(asked, items);
  const live = Object.entries(store.feedNews.value).filter(([id, news]) => belongs(id, news, asked, spelt));
  return new Set([...live.map(([id]) => id), ...elsewhere].filter((id) => !shown.has(id))).size;
}

/** Where nothing of a muted channel stands, not even what calls me. */
const QUIET: readonly string[] = ["unread", "following"];

/** Whether something new would stand on this list, as far as can be told here. */
function belongs(id: string, news: FeedNews, asked: FeedAsked, spelt: readonly string[]): boolean {
  const channel = store.channels.value[news.channelId];
  const stance = (kind: StanceKind, target: string) => store.stances.value[stanceKey(kind, target)]?.stance;
  if (!channel?.joined || stance("person", news.rootAuthorId) === "mute") return false;
  if (channel.muted && (asked.hashtag !== undefined || QUIET.includes(asked.show ?? "all") || !(news.mention || news.announcement))) return false;
  const tags = news.tags.map(fold);
  if (asked.hashtag !== undefined) return tags.some((tag) => spelt.some((one) => fold(one) === tag));
  if (tags.some((tag) => stance("hashtag", tag) === "mute")) return false;
  switch (asked.show) {
    case "unread":
      return news.begun || store.followedIds.value.has(id);
    case "mentions":
      return news.mention;
    case "following":
      return stance("person", news.rootAuthorId) === "follow" || tags.some((tag) => stance("hashtag", tag) === "follow");
    case "announcements":
      return news.announcement;
    default:
      return true;
  }
}

/** One look for all that moves meanwhile; not all who are told of it look at once. */
const SOON_MS = 2_000;
const SPREAD_MS = 13_000;

/** Threads in which others wrote last, since the list was read. */
function useGlances({ hashtag, show, order }: FeedAsked, items: readonly FeedItem[] | null): readonly string[] {
  const [found, setFound] = useState<readonly FeedItem[]>([]);
  const ready = items !== null && order !== "score"; // by score the first page does not tell what was last
  useEffect(() => {
    setFound([]);
    if (!ready) return;
    let stale = false;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const now = await store.actions.glanceAtFeed({ show, hashtag }).catch(() => null);
      if (now && !stale) setFound(now);
    };
    const soon = () => (waiting ??= setTimeout(() => ((waiting = undefined), void look()), SOON_MS + Math.random() * SPREAD_MS));
    let moves = store.feedMoves.value;
    const deaf = store.feedMoves.subscribe((now) => void (now !== moves && ((moves = now), soon())));
    document.addEventListener("visibilitychange", look);
    return () => {
      stale = true;
      deaf();
      clearTimeout(waiting);
      document.removeEventListener("visibilitychange", look);
    };
  }, [ready, hashtag, show]);
  const readAt = Math.max(0, ...(items ?? []).map((item) => item.active_at));
  return found.filter((item) => isNews(item, readAt)).map((item) => item.root.id);
}

/** The last word that I see in it was said since, and not by me. */
function isNews({ root, replies }: FeedItem, sinceMs: number): boolean {
  const { author_id, created_at } = replies?.at(-1) ?? root;
  return created_at > sinceMs && author_id !== store.me.value?.id;
}
