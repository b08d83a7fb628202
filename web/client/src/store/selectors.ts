// Signals over the state: each changes identity only when its own part did.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { MessageView, ReadView } from "../protocol";
import type { Count, Pending, Presence, ThreadTimeline, Timeline } from "./api";
import { idsWithin, isLive, newLook, shownRange } from "./look";
import { mentionsMe } from "./mentions";
import { overlaid, turned } from "./outbox/changes";
import { countOf } from "./reduce_reads";
import type { Look, State } from "./state";
import { compare, START } from "./windows";

const ABSENT: Presence = { state: "offline", dnd: false, unknown: true };

/** One signal per key, made when first asked for. */
export function keyed<Value>(make: (key: string) => ReadonlySignal<Value>): (key: string) => ReadonlySignal<Value> {
  const signals = new Map<string, ReadonlySignal<Value>>();
  return (key) => {
    let found = signals.get(key);
    if (!found) signals.set(key, (found = make(key)));
    return found;
  };
}

/** The last value is given again while `same` holds, so that what reads it rests. */
function steady<Value>(make: () => Value, same: (a: Value, b: Value) => boolean): ReadonlySignal<Value> {
  let last: Value | undefined;
  return computed(() => {
    const next = make();
    if (last === undefined || !same(last, next)) last = next;
    return last;
  });
}

export function part<Key extends keyof State>(state: ReadonlySignal<State>, key: Key): ReadonlySignal<State[Key]> {
  return computed(() => state.value[key]);
}

/** Counts by key, for channels or for threads. */
export function counts(state: ReadonlySignal<State>, threads: boolean): ReadonlySignal<Record<string, Count>> {
  const reads = part(state, "reads");
  const tails = part(state, "tails");
  const make = () => {
    const found: Record<string, Count> = {};
    for (const [key, read] of Object.entries(reads.value)) {
      if (Boolean(read.thread_id) !== threads) continue;
      const count = countOf(read, tails.value[key]);
      if (count && (count.unread > 0 || count.mentions > 0)) found[key] = count;
    }
    return found;
  };
  return steady(make, sameCounts);
}

function sameCounts(a: Record<string, Count>, b: Record<string, Count>): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => a[key]!.unread === b[key]?.unread && a[key]!.mentions === b[key]?.mentions)
  );
}

export function totals(
  state: ReadonlySignal<State>,
  unread: ReadonlySignal<Record<string, Count>>,
  unreadThreads: ReadonlySignal<Record<string, Count>>,
): ReadonlySignal<Count> {
  const channels = part(state, "channels");
  const make = () => {
    const heard = Object.entries(unread.value).filter(([id]) => !channels.value[id]?.muted);
    const all = [...heard.map(([, count]) => count), ...Object.values(unreadThreads.value)];
    return {
      unread: all.reduce((sum, count) => sum + count.unread, 0),
      mentions: all.reduce((sum, count) => sum + count.mentions, 0),
    };
  };
  return steady(make, (a, b) => a.unread === b.unread && a.mentions === b.mentions);
}

/** How many unread messages call me, counted as the server's `badge_of` does: mentions, and all in
 *  conversations of a few, where I have not muted them. */
export function callsOf(state: ReadonlySignal<State>): ReadonlySignal<number> {
  const make = () => {
    const now = state.value;
    return Object.entries(now.reads).reduce((sum, [key, read]) => sum + callsAt(now, key, read), 0);
  };
  return steady(make, (a, b) => a === b);
}

function callsAt(state: State, key: string, read: ReadView): number {
  const channel = state.channels[read.thread_channel_id ?? read.channel_id ?? ""];
  const count = countOf(read, state.tails[key]);
  if (!count || !channel || channel.muted) return 0;
  const direct = channel.kind === "direct" || channel.kind === "group";
  if (direct) return read.thread_id ? 0 : count.unread;
  return count.mentions - (read.thread_id && count.mentions > 0 ? countedTwice(state, channel.id, read) : 0);
}

/** Replies that stand in their channel too and call me there already. */
function countedTwice(state: State, channelId: string, read: ReadView): number {
  const after = Math.max(read.seq, state.reads[channelId]?.seq ?? 0);
  const messages = Object.values(state.messages[channelId] ?? {});
  return messages.filter(
    (message) =>
      message.thread_id === read.thread_id && message.also_to_channel && message.seq > after &&
      message.author_id !== state.me?.id && mentionsMe(message, state),
  ).length;
}

export function idSet(make: () => string[]): ReadonlySignal<ReadonlySet<string>> {
  const ids = steady(make, (a, b) => a.length === b.length && a.every((id, index) => id === b[index]));
  return computed(() => new Set(ids.value));
}

export function presenceOf(state: State, personId: string): Presence {
  return state.presence[personId] ?? ABSENT;
}

/** Those who type there: the same list while they stay the same. */
export function typistsOf(state: ReadonlySignal<State>, key: string): ReadonlySignal<readonly string[]> {
  const make = () => Object.keys(state.value.typing[key] ?? {});
  return steady<readonly string[]>(make, (a, b) => a.join() === b.join());
}

/** Everything that a timeline is made of; where all parts are the same, so is the timeline. */
type Parts = readonly [Look | undefined, readonly MessageView[], readonly Pending[], boolean, boolean, boolean];

function partsOf(state: State, channelId: string, key: string): Parts {
  const range = shownRange(state, channelId, key);
  const known = state.messages[channelId] ?? {};
  const messages = range ? shown(state, idsWithin(state, channelId, key, range).map((id) => known[id]!)) : [];
  const live = range === undefined ? state.looks[key]?.anchor == null : isLive(range);
  const pending = live ? state.pending.filter((mine) => standsIn(mine, key) && !isThere(mine, known)) : [];
  const hasOlder = range ? compare(range.from, START) !== 0 : false;
  return [state.looks[key], messages, pending, hasOlder, !live, range !== undefined];
}

/** The messages with what I did to them, before the server confirms it. */
function shown(state: State, messages: readonly MessageView[]): readonly MessageView[] {
  const touched = new Set(state.changes.map((change) => change.target));
  if (!messages.some((message) => touched.has(message.id))) return messages;
  return messages.flatMap((message) => shownAs(state, message) ?? []);
}

let shownLast = new WeakMap<MessageView, MessageView | null>();
let shownWith: State["changes"] = [];

/** Null where I have deleted it. The same view as long as nothing of it changes. */
export function shownAs(state: State, message: MessageView): MessageView | null {
  if (state.changes.length === 0) return message;
  if (shownWith !== state.changes) shownLast = new WeakMap();
  shownWith = state.changes;
  const last = shownLast.get(message);
  if (last !== undefined) return last;
  const next = overlaid(message, state.changes, state.me?.id ?? "");
  shownLast.set(message, next);
  return next;
}

/** The first page of a list as it was last read; null where none is kept. */
export function lastPageOf(state: ReadonlySignal<State>, name: string): ReadonlySignal<readonly unknown[] | null> {
  return computed(() => state.value.pages[name] ?? null);
}

/** The threads that I follow, as I have chosen. */
export function followedOf(state: State): string[] {
  const followed = Object.keys(state.reads).filter((key) => state.reads[key]?.thread_id);
  return turned(followed, state.changes, "follow");
}

const standsIn = (mine: Pending, key: string) =>
  mine.thread_id === null
    ? mine.channel_id === key
    : mine.thread_id === key || (mine.also_to_channel && mine.channel_id === key);

const isThere = (mine: Pending, known: Readonly<Record<string, MessageView>>) =>
  mine.message !== undefined && mine.message.id in known;

function sameParts(a: Parts, b: Parts): boolean {
  return a.every((value, index) => {
    const other = b[index];
    if (!Array.isArray(value) || !Array.isArray(other)) return value === other;
    return value.length === other.length && value.every((item, at) => item === other[at]);
  });
}

function toTimeline([look = newLook, messages, pending, hasOlder, hasNewer, loaded]: Parts): Timeline {
  return {
    status: loaded ? "ready" : look.status === "ready" ? "loading" : look.status,
    messages: [...messages],
    pending: [...pending],
    hasOlder,
    hasNewer,
    loadingOlder: look.loadingOlder,
    loadingNewer: look.loadingNewer,
    target: look.target,
    asked: look.asked,
    openedAt: look.openedAt,
  };
}

/** The state, as long as nothing changes that this list shows: what is far away costs it nothing. */
function ownState(state: ReadonlySignal<State>, channelOf: () => string, key: string): ReadonlySignal<State> {
  return steady(
    () => state.value,
    (a, b) =>
      a.lists[key] === b.lists[key] &&
      a.looks[key] === b.looks[key] &&
      a.pending === b.pending &&
      a.changes === b.changes &&
      a.me === b.me &&
      a.messages[channelOf()] === b.messages[channelOf()],
  );
}

export function timelineOf(state: ReadonlySignal<State>, channelId: string): ReadonlySignal<Timeline> {
  const own = ownState(state, () => channelId, channelId);
  const parts = steady(() => partsOf(own.value, channelId, channelId), sameParts);
  return computed(() => toTimeline(parts.value));
}

export function threadOf(
  state: ReadonlySignal<State>,
  threadId: string,
  channelOf: (threadId: string) => string,
): ReadonlySignal<ThreadTimeline> {
  const own = ownState(state, () => channelOf(threadId), threadId);
  const parts = steady(() => partsOf(own.value, channelOf(threadId), threadId), sameParts);
  const held = computed(() => state.value.messages[channelOf(threadId)]?.[threadId]);
  const root = computed(() => (held.value && shownAs(state.value, held.value)) ?? null);
  const gone = computed(() => {
    if (!held.value) return state.value.looks[threadId]?.rootGone ?? false;
    return root.value === null || root.value.deleted === true;
  });
  const followed = computed(() => followedOf(state.value).includes(threadId));
  return computed(() => ({ ...toTimeline(parts.value), root: root.value, gone: gone.value, followed: followed.value }));
}
