// How screens look at lists: which stretch they show, and what they wait for.

import { type Look, omit, put, type State } from "./state";
import { compare, LIVE, type Place, placeOf, type Range, rangeAt } from "./windows";

export const newLook: Look = {
  status: "loading",
  anchor: null,
  target: null,
  asked: 0,
  loadingOlder: false,
  loadingNewer: false,
  openedAt: null,
};

export function withLook(state: State, key: string, change: Partial<Look>): State {
  const look = { ...(state.looks[key] ?? newLook), ...change };
  return { ...state, looks: put(state.looks, key, look) };
}

export function withoutLook(state: State, key: string): State {
  return { ...state, looks: omit(state.looks, key) };
}

/** The place that a look holds on to: the present, or a message. */
function anchorPlace(state: State, channelId: string, look: Look): Place | undefined {
  if (look.anchor === null) return LIVE;
  const message = state.messages[channelId]?.[look.anchor];
  return message && placeOf(message);
}

/** The stretch that a screen shows now; undefined while nothing is loaded there. */
export function shownRange(state: State, channelId: string, key: string): Range | undefined {
  const look = state.looks[key];
  const list = state.lists[key];
  if (!look || !list) return undefined;
  const place = anchorPlace(state, channelId, look);
  return place && rangeAt(list.ranges, place);
}

/** The ids within a range, oldest first. */
export function idsWithin(state: State, channelId: string, key: string, range: Range): string[] {
  const messages = state.messages[channelId] ?? {};
  return (state.lists[key]?.ids ?? []).filter((id) => {
    const message = messages[id];
    if (!message) return false;
    const place = placeOf(message);
    return compare(range.from, place) <= 0 && compare(place, range.to) <= 0;
  });
}

export function isLive(range: Range): boolean {
  return compare(range.to, LIVE) === 0;
}

/** The newest messages of a channel or thread are here. */
export function hasLatest(state: State, key: string): boolean {
  return state.lists[key]?.ranges.some(isLive) === true;
}
