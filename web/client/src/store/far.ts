// Memory: of a long stretch that is scrolled through, the end far from the reader is let go.

import { idsWithin, shownRange, withLook } from "./look";
import { omit, put, type State } from "./state";
import { LIVE, compare, placeOf, type Range } from "./windows";

/** So many messages of a channel stay loaded; some more may gather before the far ones go. */
export const MOST_LOADED = 1_000;
const SLACK = 250;

/** The channel's shown stretch without what lies beyond `most` messages from its other end. */
export function dropFar(state: State, channelId: string, end: "oldest" | "newest", most = MOST_LOADED): State {
  const range = shownRange(state, channelId, channelId);
  const list = state.lists[channelId];
  const look = state.looks[channelId];
  const messages = state.messages[channelId];
  if (!range || !list || !look || !messages) return state;
  const ids = idsWithin(state, channelId, channelId, range);
  if (ids.length <= most + SLACK) return state;
  const gone = new Set(end === "newest" ? ids.slice(most) : ids.slice(0, -most));
  const edge = end === "newest" ? ids[most - 1]! : ids[ids.length - most]!;
  const place = placeOf(messages[edge]!);
  const kept: Range = end === "newest" ? { from: range.from, to: place } : { from: place, to: range.to };
  const ranges = list.ranges.map((one) => (one === range ? kept : one));
  const lists = put(state.lists, channelId, { ids: list.ids.filter((id) => !gone.has(id)), ranges });
  const lost = [...gone].filter((id) => !isElsewhere(state, id, messages[id]?.thread_id));
  const held = look.anchor !== null && !gone.has(look.anchor);
  const live = compare(kept.to, LIVE) === 0;
  const next = {
    ...state,
    lists,
    messages: put(state.messages, channelId, omit(messages, ...lost)),
    asOf: omit(state.asOf, ...lost),
  };
  return held || (live && look.anchor === null) ? next : withLook(next, channelId, { anchor: live ? null : edge });
}

/** It is the root of a thread that is loaded, or stands in one. */
function isElsewhere(state: State, id: string, threadId: string | null | undefined): boolean {
  return id in state.lists || Boolean(threadId && state.lists[threadId]?.ids.includes(id));
}
