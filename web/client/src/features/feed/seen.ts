/** What was read in the feed is read everywhere: a thread by its mark, a channel once nothing unread
 *  is left in it that did not stand here. */

import { useEffect, useRef } from "preact/hooks";
import type { MessageView } from "../../protocol";
import { store } from "../../ui/store";

const LOOKED_AT_MS = 1_000;

/** Where counting unread messages stops: from there on nobody knows how many there are. */
const MOST_COUNTED = 100;

/** Roots seen here after the mark of their channel: each one's seq by its id, by channel. */
const seen = new Map<string, Map<string, number>>();

/** Was it unread when it came on the page? So it stays marked while it is read. */
export function useUnreadAtFirst(root: MessageView): boolean {
  const first = useRef<boolean | null>(null);
  first.current ??= isNew(root) || (store.unreadThreads.value[root.id]?.unread ?? 0) > 0;
  return first.current;
}

function isNew(root: MessageView): boolean {
  const mark = store.readSeq(root.channel_id);
  return mark !== null && root.seq > mark && root.author_id !== store.me.value?.id;
}

/** Most of the card, or its end, is on a visible page for a second: it is read. */
export function useSeenCard(card: { current: HTMLElement | null }, root: MessageView): void {
  const unread = (store.unreadThreads.value[root.id]?.unread ?? 0) > 0 || isNew(root);
  useEffect(() => {
    const element = card.current;
    if (!element || !unread || !("IntersectionObserver" in globalThis)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => document.visibilityState === "visible" && markSeen(root);
    const watcher = new IntersectionObserver(
      ([entry]) => {
        clearTimeout(timer);
        if (entry && isLookedAt(entry)) timer = setTimeout(look, LOOKED_AT_MS);
      },
      { threshold: [0, 0.25, 0.5, 0.75, 1] },
    );
    watcher.observe(element);
    return () => {
      clearTimeout(timer);
      watcher.disconnect();
    };
  }, [root.id, unread]);
}

function isLookedAt({ intersectionRatio, intersectionRect, rootBounds }: IntersectionObserverEntry): boolean {
  const tall = rootBounds !== null && intersectionRect.height > rootBounds.height / 2;
  return intersectionRatio >= 0.75 || tall;
}

export const forgetSeen = () => seen.clear();

/** The channel's mark moves only where every unread message was seen here: none is read unseen. */
export function markSeen(root: MessageView): void {
  const { id, channel_id, seq } = root;
  store.actions.markThreadRead(id);
  if (!isNew(root)) return;
  const mark = store.readSeq(channel_id) ?? 0;
  const here = new Map([...(seen.get(channel_id) ?? [])].filter(([, at]) => at > mark)).set(id, seq);
  seen.set(channel_id, here);
  const unread = store.unread.value[channel_id]?.unread ?? 0;
  if (unread >= MOST_COUNTED || here.size !== unread) return;
  seen.delete(channel_id);
  store.actions.markRead(channel_id);
}
