// A page of history enters the state: at any moment, beside events that came before or after it.

import type { HistoryPage, MessageView } from "../protocol";
import type { Push } from "../realtime/frames";
import { apply } from "./reduce";
import { listKeys, withId } from "./reduce_messages";
import { channelStream, emptyState, type List, put, type State } from "./state";
import { addRange, compare, LIVE, type Place, placeOf, type Range, START } from "./windows";

export const emptyList: List = { ids: [], ranges: [] };

/** What was asked for, and from which place (that of the message whose seq was sent). */
export type Asked =
  | { cursor: "latest" }
  | { cursor: "before"; place: Place }
  | { cursor: "after"; place: Place }
  | { cursor: "around" };

export interface Arrival {
  channelId: string;
  listKey: string;
  page: HistoryPage;
  asked: Asked;
  /** The pushes of the channel that were applied while the page was on its way, in order. */
  meanwhile: readonly Push[];
}

/**
 * Put a page into its list. Events newer than the page are applied to its messages; events older
 * than the page, still to come, will not touch them twice.
 */
export function insertPage(state: State, arrival: Arrival): State {
  const { channelId, listKey, asked } = arrival;
  const fresh = caughtUp(arrival);
  const next = insertMessages(state, channelId, Object.values(fresh.messages[channelId] ?? {}), arrival.page.head);
  const known = next.messages[channelId] ?? {};
  let list = next.lists[listKey] ?? emptyList;
  for (const id of fresh.lists[listKey]?.ids ?? []) {
    const message = known[id];
    if (message) list = withId(list, id, placeOf(message), known);
  }
  const ranges = addRange(list.ranges, rangeOf(arrival.page, asked));
  return { ...next, lists: put(next.lists, listKey, { ...list, ranges }) };
}

/** Messages read at `head` enter; one that is held stays where it is newer. */
export function insertMessages(
  state: State,
  channelId: string,
  messages: readonly MessageView[],
  head: number | undefined,
): State {
  const position = state.positions[channelStream(channelId)]?.[1] ?? 0;
  const ahead = head !== undefined && head > position;
  const held = state.messages[channelId] ?? {};
  const entering = messages.filter((message) => ahead || !held[message.id]);
  if (entering.length === 0) return state;
  const merged = { ...held };
  const asOf = { ...state.asOf };
  for (const message of entering) {
    merged[message.id] = message;
    if (ahead) asOf[message.id] = head;
  }
  return settleOwn({ ...state, messages: put(state.messages, channelId, merged), asOf }, messages);
}

/** Messages that stand in no list that is loaded enter, with what happened since they were read. */
export function insertApart(
  state: State,
  { channelId, page, meanwhile }: Pick<Arrival, "channelId" | "page" | "meanwhile">,
): State {
  const fresh = caughtUp({ channelId, listKey: "", page, asked: { cursor: "around" }, meanwhile });
  return insertMessages(state, channelId, Object.values(fresh.messages[channelId] ?? {}), page.head);
}

/** The page with the events that are newer than it applied: a small state of its own. */
function caughtUp({ channelId, listKey, page, asked, meanwhile }: Arrival): State {
  const stream = channelStream(channelId);
  const later = meanwhile.filter((push) => (push.seq ?? 0) > (page.head ?? 0));
  const ids = page.items.map((message) => message.id);
  if (asked.cursor !== "after") ids.reverse();
  const first = later[0];
  const alone: State = {
    ...emptyState,
    messages: { [channelId]: Object.fromEntries(page.items.map((item) => [item.id, item])) },
    lists: { [listKey]: { ids, ranges: [rangeOf(page, asked)] } },
    positions: first ? { [stream]: [first.epoch, (first.seq ?? 1) - 1] } : {},
  };
  return later.reduce((value, push) => apply(value, push), alone);
}

/** Messages of mine that a page brings are not pending any more. */
function settleOwn(state: State, messages: readonly MessageView[]): State {
  const mine = new Set(
    messages
      .filter((message) => message.author_id === state.me?.id && message.client_id)
      .map((message) => message.client_id),
  );
  if (mine.size === 0) return state;
  return { ...state, pending: state.pending.filter((entry) => !mine.has(entry.client_id)) };
}

/** What a page covers. The page's own messages are its bounds, since pages go by time. */
export function rangeOf(page: HistoryPage, asked: Asked): Range {
  const places = page.items.map(placeOf).sort(compare);
  const oldest = places[0];
  const newest = places[places.length - 1];
  const end = page.next === null;
  switch (asked.cursor) {
    case "latest":
      return { from: end ? START : (oldest ?? START), to: LIVE };
    case "before":
      return { from: end ? START : (oldest ?? START), to: asked.place };
    case "after":
      return { from: asked.place, to: end ? LIVE : (newest ?? LIVE) };
    case "around":
      return {
        from: end ? START : (oldest ?? START),
        to: page.newer === null || page.newer === undefined ? LIVE : (newest ?? LIVE),
      };
  }
}

/** The most recent messages stay, the rest of a list that nobody looks at goes. */
export function trim(state: State, channelId: string, keep: number): State {
  const list = state.lists[channelId];
  const messages = state.messages[channelId];
  if (!list || !messages || list.ids.length <= keep) return state;
  const live = list.ranges[list.ranges.length - 1];
  const isLive = live !== undefined && compare(live.to, LIVE) === 0;
  const ids = isLive ? list.ids.slice(-keep).filter((id) => compare(live.from, placeOf(messages[id]!)) <= 0) : [];
  const first = ids[0];
  const ranges: Range[] = first ? [{ from: placeOf(messages[first]!), to: LIVE }] : [];
  const lists = put(state.lists, channelId, { ids, ranges });
  const kept = Object.entries(messages).filter(
    ([id, message]) => stands(lists, id, message) || lists[id] !== undefined,
  );
  return { ...state, lists, messages: put(state.messages, channelId, Object.fromEntries(kept)) };
}

function stands(lists: State["lists"], id: string, message: MessageView): boolean {
  return listKeys(message).some((key) => lists[key]?.ids.includes(id));
}
