// The first load: what every screen needs, asked of the server and turned into state.

import type { Positions } from "../realtime/frames";
import { all, type Ask } from "./core";
import { loadRequests } from "./homes";
import { loadNotifications } from "./notifications";
import { readKey } from "./reduce_reads";
import { loadUnsent } from "./scheduled";
import { byId, channelStream, type State } from "./state";

const PEOPLE_AT_ONCE = 100;
const PAGE = 500;

/** The parts of the state that the first load fills. */
export type Base = Pick<
  State,
  "me" | "workspace" | "people" | "channels" | "reads" | "saved" | "preferences" | "drafts" | "scheduled" | "notifications" | "devices" | "requests" | "welcome"
>;

/** People beyond the first page are fetched when a screen asks for them. */
export async function loadBase(ask: Ask): Promise<Base> {
  const [me, workspace, people, channels, reads, saved, preferences, unsent, told, asked, welcome] = await Promise.all([
    ask("people.me", {}),
    ask("workspace.get", {}),
    ask("people.list", { limit: PEOPLE_AT_ONCE }),
    all((after) => ask("channels.list", { limit: PAGE, after })),
    loadReads(ask, true),
    all((after) => ask("saved.list", { limit: PAGE, after })),
    ask("preferences.get", {}),
    loadUnsent(ask),
    loadNotifications(ask),
    loadRequests(ask),
    ask("welcome.get", {}),
  ]);
  return {
    me,
    workspace,
    people: byId(people.items),
    channels: byId(channels),
    reads,
    saved: Object.fromEntries(saved.map((item) => [item.message.id, item.saved_at])),
    preferences,
    ...unsent,
    ...told,
    ...asked,
    welcome,
  };
}

/** My marks; with `onlyUnread` without those of channels that are read to their end. */
export async function loadReads(ask: Ask, onlyUnread = false): Promise<State["reads"]> {
  const only_unread = onlyUnread || undefined;
  const reads = await all((after) => ask("reads.list", { limit: PAGE, after, only_unread }));
  return Object.fromEntries(reads.map((read) => [readKey(read), read]));
}

/** The channels whose marks were left out are read as far as was known when the load began. */
function wholeReads({ channels, reads }: Base, positions: Positions): State["reads"] {
  const whole = { ...reads };
  for (const { id, joined, head: loadedAt } of Object.values(channels)) {
    const head = positions[channelStream(id)]?.[1] ?? loadedAt ?? 0;
    if (joined && !whole[id]) whole[id] = { channel_id: id, seq: head, head, unread: 0, mentions: 0 };
  }
  return whole;
}

/** A first load replaces what it loads; what a person wrote and looks at stays. */
export function withBase(state: State, base: Base, positions: Positions): State {
  return {
    ...state,
    ...base,
    reads: wholeReads(base, positions),
    people: { ...state.people, ...base.people },
    positions,
    messages: {},
    asOf: {},
    lists: {},
    tails: {},
    typing: {},
    stances: null,
    feedSettings: null,
    feedNews: {},
    readsStale: false,
  };
}
