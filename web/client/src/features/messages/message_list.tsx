/** The messages of a channel or thread: a window of rows over a timeline of any length. */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { MessageView } from "../../protocol";
import type { Timeline } from "../../store";
import { dayName } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { MessageSkeleton } from "../../ui/placeholder";
import { Announcer } from "./announcer";
import { hasUnread } from "./grouping";
import { DayPill, JumpToLatest, JumpToUnread } from "./jump_buttons";
import { useKeepPlace } from "./keep_place";
import { useNewLine, useSeen, useTarget } from "./list_hooks";
import { moveAmongRows } from "./row_focus";
import { Rows } from "./rows";
import { MOST, newer, newestRange, older, placeOf, rangeAround, type Range } from "./window";
import "./message_list.css";

interface MessageListProps {
  label: string;
  timeline: Timeline;
  /** What apps show to me alone here. */
  whispers: readonly MessageView[];
  /** In a thread: the message that it answers. */
  root?: MessageView | null;
  /** Shown above the very first message. */
  intro: ComponentChildren;
  loadOlder: () => void;
  loadNewer: () => void;
  showLatest: () => void;
  /** Go to the first message from a time on. */
  onJump?: (at: number) => void;
  /** Go to where my unread messages begin, which is not loaded. */
  onUnread?: () => void;
  /** The newest message is on screen and the page is looked at. */
  onSeen: () => void;
}

const NEAR = 800;
const NONE: readonly MessageView[] = [];

export function MessageList(props: MessageListProps) {
  const { timeline, label } = props;
  const { messages, pending, hasNewer, hasOlder, target, asked, status } = timeline;
  const [range, setRange] = useState<Range>(() => newestRange(messages));
  const [start, end] = placeOf(messages, range);
  const live = end === messages.length && !hasNewer;
  const keep = useKeepPlace(live);
  const [atBottom, setAtBottom] = useState(true);
  const [unreadAbove, setUnreadAbove] = useState(false);
  /** The line "new" that the reader has been at: there is no way back to be offered. */
  const begun = useRef<string | null>(null);
  const [day, setDay] = useState<string | null>(null);
  const newLine = useNewLine(timeline);
  const newAt = useMemo(() => messages.findIndex((message) => message.id === newLine), [messages, newLine]);
  const unreadStarted = newLine !== null || (!hasNewer && hasUnread(timeline));
  const unreadFarAbove = unreadStarted && newAt < 0 && isBefore(timeline) && props.onUnread !== undefined;

  const look = () => {
    if (!keep.box.current || status !== "ready") return;
    const { above, below } = keep.note();
    setAtBottom(live && below < 40);
    if (newLine !== null && keep.isSeen(newLine)) begun.current = newLine;
    const isAbove = newAt < 0 ? unreadFarAbove : newAt < start || keep.isAbove(newLine!);
    setUnreadAbove(isAbove && (newLine === null || begun.current !== newLine));
    const top = below > 400 ? messages.slice(start, end).find((message) => message.id === keep.topRow()) : undefined;
    setDay(top ? dayName(top.created_at) : null);
    if (above < NEAR) growUp();
    if (below < NEAR && !live) growDown();
  };
  const growUp = () => {
    const next = older(messages, range);
    if (next) setRange(next);
    else if (hasOlder && !timeline.loadingOlder) props.loadOlder();
  };
  const growDown = () => {
    const next = newer(messages, range);
    if (next) setRange(next);
    else if (hasNewer && !timeline.loadingNewer) props.loadNewer();
  };
  const toUnread = () => {
    if (newLine === null || newAt < 0) return props.onUnread?.();
    if (!keep.show(newLine)) setRange(rangeAround(messages, newLine));
  };
  const toLatest = () => {
    if (hasNewer) props.showLatest();
    setRange(newestRange(messages));
    keep.stickToEnd();
  };

  const jump = props.onJump && ((at: number) => (at > Date.now() ? toLatest() : props.onJump!(at)));

  // A reply or a message of one's own is always followed.
  const mine = pending.length;
  useLayoutEffect(() => {
    if (mine > 0) toLatest();
  }, [mine > 0 && pending[mine - 1]!.client_id]);
  useTarget(target, asked, messages.length > 0, (id) => setRange(rangeAround(messages, id)), keep.show);
  useEffect(() => {
    if (live && atBottom && end - start > MOST) setRange(newestRange(messages));
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [messages, range, status, live]);
  useSeen(atBottom && status === "ready", messages, props.onSeen);

  return (
    <div class={`message-list ${props.root ? "message-list--thread" : ""}`}>
      <div class="message-list__box scroll" ref={keep.box} onScroll={look} onKeyDown={moveAmongRows}>
        <div class="message-list__content" ref={keep.content}>
          {hasOlder || start > 0 ? (
            <div class="message-list__more">{timeline.loadingOlder && <MessageSkeleton rows={3} />}</div>
          ) : (
            (status === "ready" || props.root) && props.intro
          )}
          <div class="message-list__log" role="log" aria-label={label} aria-live="off">
            <Rows
              messages={messages}
              start={start}
              end={end}
              newLine={newLine}
              target={target}
              root={props.root ?? null}
              hasOlder={hasOlder}
              pending={live ? pending : []}
              whispers={hasNewer ? NONE : props.whispers}
              onJump={jump}
            />
          </div>
        </div>
      </div>
      <Announcer timeline={timeline} />
      {day && !unreadAbove && <DayPill day={day} onJump={jump} />}
      {unreadAbove && <JumpToUnread onJump={toUnread} />}
      {!atBottom && status === "ready" && <JumpToLatest timeline={timeline} onJump={toLatest} />}
      {(status === "failed" || status === "absent") && <p class="message-list__failed">{t("history_failed")}</p>}
    </div>
  );
}

/** Where the unread messages began lies before all that is loaded. */
function isBefore({ hasOlder, messages, openedAt }: Timeline): boolean {
  return hasOlder && openedAt !== null && (messages[0]?.seq ?? 0) > openedAt;
}
