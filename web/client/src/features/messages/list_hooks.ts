/** What a message list keeps an eye on: where "new" begins, what was asked for, what was seen. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Timeline } from "../../store";
import { store } from "../../ui/store";
import { firstUnread, hasUnread } from "./grouping";

/** The message before which "new" stands: settled when the timeline is first shown. */
export function useNewLine(timeline: Timeline): string | null {
  const line = useRef<{ mark: number | null; read: boolean; id: string | null } | null>(null);
  if (timeline.status !== "ready") return null;
  if (line.current?.mark !== timeline.openedAt) {
    line.current = { mark: timeline.openedAt, read: !hasUnread(timeline), id: null };
  }
  if (line.current && !line.current.read && line.current.id === null) {
    line.current.id = firstUnread(timeline, store.me.value?.id ?? "")?.id ?? null;
  }
  return line.current?.id ?? null;
}

/** Bring the message that was asked for into the page, then into view; once for each asking. */
export function useTarget(
  target: string | null,
  asked: number,
  loaded: boolean,
  include: (id: string) => void,
  show: (id: string) => boolean,
): void {
  const shown = useRef<string | null>(null);
  useLayoutEffect(() => {
    const asking = target && `${target} ${asked}`;
    if (!asking) shown.current = null;
    if (!asking || !loaded || shown.current === asking) return;
    if (show(target)) shown.current = asking;
    else include(target);
  });
}

/** Say that the newest was seen, whenever it is in view and somebody looks at the page. */
export function useSeen(inView: boolean, messages: readonly unknown[], onSeen: () => void): void {
  useEffect(() => {
    if (!inView || messages.length === 0) return;
    const tell = () => document.visibilityState === "visible" && onSeen();
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [inView, messages]);
}
