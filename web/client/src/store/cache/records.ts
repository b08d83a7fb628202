// What of the state is worth keeping, and how it is cut into records: pure, both ways.
//
// A channel's messages are kept apart from the rest, with the position that they are at. They are
// good only beside a rest that stands at the same position: then a replay from there mends both.

import type { Position } from "../../realtime/frames";
import { channelStream, emptyState, type List, type State } from "../state";
import { compare, LIVE, placeOf } from "../windows";

/** The rest: every part of the state but these, also parts that later features add. */
const NOT_KEPT = [
  "messages", "asOf", "lists", "looks", "presence", "typing", "pending", "changes", "feedNews", "feedMoves", "faqChanges", "pinChanges", "archiveChanges", "digestChanges",
  "whispers", "forms", "appsAskedAt",
] as const;

export type Parts = Omit<State, (typeof NOT_KEPT)[number]>;

/** The newest messages of a channel and of its threads that were open. */
export interface ChannelRecord {
  readonly messages: State["messages"][string];
  readonly asOf: State["asOf"];
  readonly lists: State["lists"];
}

const KEPT_OF_A_CHANNEL = 200;
const KEPT_OF_A_THREAD = 100;
const ACKS_KEPT = 500;

/** Tells a cache that was written by a client with other parts: such a one is of no use. */
export const SHAPE = partNames(emptyState).sort().join();

export function partNames(state: State): (keyof Parts)[] {
  return Object.keys(state).filter((name) => !(NOT_KEPT as readonly string[]).includes(name)) as (keyof Parts)[];
}

export function samePosition(a: Position | undefined, b: Position | undefined): boolean {
  return a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];
}

/** The channels that can be kept: heard now, and loaded up to the present. */
export function keepable(state: State): string[] {
  return Object.keys(state.messages).filter(
    (id) =>
      state.channels[id]?.joined === true &&
      state.positions[channelStream(id)] !== undefined &&
      liveEnd(state, id, id, 1) !== undefined,
  );
}

export function toRecord(state: State, channelId: string): ChannelRecord {
  const held = state.messages[channelId] ?? {};
  const lists: Record<string, List> = {};
  const keys = new Set([channelId]);
  for (const message of Object.values(held)) keys.add(message.thread_id ?? message.id);
  for (const key of keys) {
    if (!state.lists[key]) continue;
    const end = liveEnd(state, channelId, key, key === channelId ? KEPT_OF_A_CHANNEL : KEPT_OF_A_THREAD);
    if (end) lists[key] = end;
  }
  const messages: Record<string, State["messages"][string][string]> = {};
  const asOf: Record<string, number> = {};
  for (const [key, list] of Object.entries(lists)) {
    for (const id of key === channelId ? list.ids : [key, ...list.ids]) {
      if (held[id]) messages[id] = held[id];
      if (state.asOf[id] !== undefined) asOf[id] = state.asOf[id];
    }
  }
  return { messages, asOf, lists };
}

/** The last messages of a list without a hole before the present; undefined where it ends earlier. */
function liveEnd(state: State, channelId: string, key: string, most: number): List | undefined {
  const list = state.lists[key];
  const live = list?.ranges[list.ranges.length - 1];
  if (!list || !live || compare(live.to, LIVE) !== 0) return undefined;
  const held = state.messages[channelId] ?? {};
  const within = list.ids.filter((id) => held[id] && compare(live.from, placeOf(held[id])) <= 0);
  if (within.length <= most) return { ids: within, ranges: [live] };
  const ids = within.slice(-most);
  return { ids, ranges: [{ from: placeOf(held[ids[0]!]!), to: LIVE }] };
}

/** The state as it was kept, without the channels. Streams that were heard only because they were on
 *  screen are not heard any more. */
export function fromParts(parts: Parts): State {
  const isHeard = (stream: string) => !stream.startsWith("c:") || parts.channels[stream.slice(2)]?.joined === true;
  const positions = Object.fromEntries(Object.entries(parts.positions).filter(([stream]) => isHeard(stream)));
  // How a post stands is asked for again when it is next shown; until then what was known is shown.
  const acks = Object.fromEntries(Object.entries(parts.acks).slice(-ACKS_KEPT).map(([id, ack]) => [id, { ...ack, stale: true }]));
  return { ...emptyState, ...parts, positions, acks };
}

/** Put kept channels into the state; those that stand elsewhere than it are left out. */
export function withChannels(
  state: State,
  kept: readonly { channelId: string; position: Position; record: ChannelRecord }[],
): State {
  const messages = { ...state.messages };
  const asOf = { ...state.asOf };
  const lists = { ...state.lists };
  for (const { channelId, position, record } of kept) {
    if (messages[channelId] || !samePosition(state.positions[channelStream(channelId)], position)) continue;
    messages[channelId] = record.messages;
    Object.assign(asOf, record.asOf);
    Object.assign(lists, record.lists);
  }
  return { ...state, messages, asOf, lists };
}
