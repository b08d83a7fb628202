// Channels' homes and the catalogue; who asks to come in is part of the state.

import type {
  CatalogueView,
  Events,
  FurnishHome,
  HomeView,
  JoinRequestView,
  ListCatalogue,
  ThemeView,
} from "../protocol";
import type { Page } from "./api";
import { all, type Core } from "./core";
import { omit, put, type State } from "./state";

/** What narrows the catalogue. */
export type CatalogueQuery = Omit<ListCatalogue, "limit" | "after">;

export interface HomeActions {
  getHome(channelId: string): Promise<HomeView>;
  furnishHome(channelId: string, change: Omit<FurnishHome, "channel_id">): Promise<HomeView>;
  listCatalogue(query: CatalogueQuery, after?: string): Promise<Page<CatalogueView>>;
  listThemes(): Promise<readonly ThemeView[]>;
  suggestChannels(): Promise<readonly CatalogueView[]>;
  /** Ask a channel's owners to come in. */
  askToJoin(channelId: string, words: string): Promise<void>;
  withdrawRequest(channelId: string): Promise<void>;
  answerRequest(channelId: string, personId: string, accept: boolean): Promise<void>;
}

export function homeActions(core: Core): HomeActions {
  const { ask } = core;
  return {
    getHome: (channel_id) => ask("homes.get", { channel_id }),
    furnishHome: (channel_id, change) => ask("homes.furnish", { channel_id, ...change }),
    listCatalogue: (query, after) => ask("homes.catalogue", { ...query, ...(after ? { after } : {}) }),
    listThemes: async () => (await ask("homes.themes", {})).items,
    suggestChannels: async () => (await ask("homes.suggest", {})).items,
    askToJoin: async (channel_id, words) => {
      const request = await ask("homes.ask", { channel_id, words });
      core.update((state) => joinAsked(state, { request }));
    },
    withdrawRequest: async (channel_id) => void (await ask("homes.withdraw", { channel_id })),
    answerRequest: async (channel_id, person_id, accept) => void (await ask("homes.answer", { channel_id, person_id, accept })),
  };
}

const keyOf = (request: Pick<JoinRequestView, "channel_id" | "person_id">) => `${request.channel_id}/${request.person_id}`;

/** What the first load asks for. */
export async function loadRequests(ask: Core["ask"]): Promise<Pick<State, "requests">> {
  return { requests: byKey(await all((after) => ask("homes.requests", { limit: 500, after }))) };
}

export const byKey = (requests: readonly JoinRequestView[]): State["requests"] =>
  Object.fromEntries(requests.map((request) => [keyOf(request), request]));

// -- events

export function joinAsked(state: State, data: Events["join.asked"]): State {
  return { ...state, requests: put(state.requests, keyOf(data.request), data.request) };
}

export function joinAnswered(state: State, data: Events["join.answered"]): State {
  const requests = omit(state.requests, keyOf(data));
  return requests === state.requests ? state : { ...state, requests };
}

/** I am out of the channel: who asks to come in is no more told to me. */
export function withoutRequests(state: State, channelId: string): State["requests"] {
  const gone = Object.values(state.requests).filter((one) => one.channel_id === channelId && one.person_id !== state.me?.id);
  return omit(state.requests, ...gone.map(keyOf));
}
