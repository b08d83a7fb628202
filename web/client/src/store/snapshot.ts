// The first load: what every screen needs, asked of the server and turned into state.

import type { Positions } from "../realtime/frames";
import { all, type Ask } from "./core";
import { loadNotifications } from "./notifications";
import { readKey } from "./reduce_reads";
import { loadUnsent } from "./scheduled";
import { byId, type State } from "./state";

const PEOPLE_AT_ONCE = 500;
const PAGE = 500;

/** The parts of the state that the first load fills. */
export type Base = Pick<
  State,
  "me" | "workspace" | "people" | "channels" | "reads" | "saved" | "preferences" | "drafts" | "scheduled" | "notifications" | "devices"
>;

/** People beyond the first page are fetched when a screen asks for them. */
export async function loadBase(ask: Ask): Promise<Base> {
  const [me, workspace, people, channels, reads, saved, preferences, unsent, told] = await Promise.all([
    ask("people.me", {}),
    ask("workspace.get", {}),
    ask("people.list", { limit: PEOPLE_AT_ONCE }),
    all((after) => ask("channels.list", { limit: PAGE, after })),
    loadReads(ask),
    all((after) => ask("saved.list", { limit: PAGE, after })),
    ask("preferences.get", {}),
    loadUnsent(ask),
    loadNotifications(ask),
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
  };
}

export async function loadReads(ask: Ask): Promise<State["reads"]> {
  const reads = await all((after) => ask("reads.list", { limit: PAGE, after }));
  return Object.fromEntries(reads.map((read) => [readKey(read), read]));
}

/** A first load replaces what it loads; what a person wrote and looks at stays. */
export function withBase(state: State, base: Base, positions: Positions): State {
  return {
    ...state,
    ...base,
    people: { ...state.people, ...base.people },
    positions,
    messages: {},
    asOf: {},
    lists: {},
    tails: {},
    typing: {},
    readsStale: false,
  };
}
