// My feed: whom and what I follow, how I want it, and what is new since its page was read.

import { computed, type ReadonlySignal } from "@preact/signals";
import type {
  Events,
  FeedItem,
  FollowersView,
  HashtagView,
  SetFeedSettings,
  StanceView,
  SuggestedPersonView,
} from "../protocol";
import type { Page } from "./api";
import { all, type Core } from "./core";
import { readPage } from "./last_pages";
import type { Loader } from "./loader";
import { put, omit, type State, type Table } from "./state";

export type StanceKind = StanceView["kind"];
export type Stance = StanceView["stance"];

/** What is asked of the feed. */
export interface FeedAsked {
  order?: "activity" | "score";
  show?: "all" | "unread" | "mentions" | "following" | "announcements";
  hashtag?: string;
}

export interface FeedActions {
  /** A page of the feed; its threads are live until `leaveFeed`. What was new is on it. */
  listFeed(asked: FeedAsked, after?: string): Promise<Page<FeedItem>>;
  /** The last active threads on the server now; nothing is shown of them, nothing changes here. */
  glanceAtFeed(asked: FeedAsked): Promise<readonly FeedItem[]>;
  /** These threads are on no page of the feed any more. */
  leaveFeed(threadIds: readonly string[]): void;
  /** Have the stances and the settings here. */
  loadFeedSettings(): Promise<void>;
  setFeedSettings(change: SetFeedSettings): Promise<void>;
  setStance(kind: StanceKind, target: string, stance: Stance): Promise<void>;
  /** Near to me and writing lately, the nearest first. */
  suggestPeople(limit: number): Promise<readonly SuggestedPersonView[]>;
  followers(kind: StanceKind, target: string): Promise<FollowersView>;
  findHashtags(query: string): Promise<HashtagView[]>;
  getHashtag(tag: string): Promise<HashtagView>;
  describeHashtag(tag: string, change: { label?: string; description?: string }): Promise<HashtagView>;
  mergeHashtag(tag: string, into: string | null): Promise<HashtagView>;
}

export const stanceKey = (kind: StanceKind, target: string) => `${kind} ${target}`;

const PAGE = 500;

export function feedActions(core: Core, loader: Loader): FeedActions {
  const { ask } = core;
  return {
    listFeed: (asked, after) => {
      if (after === undefined) core.update((state) => ({ ...state, feedNews: {} }));
      return readPage(core, feedName(asked), after, loader.hold(() => ask("feed.list", { ...asked, after })));
    },
    glanceAtFeed: async (asked) => (await ask("feed.list", { ...asked, order: "activity" })).items,
    leaveFeed: (threadIds) => loader.release(threadIds),
    loadFeedSettings: async () => {
      if (core.now.stances && core.now.feedSettings) return;
      const [stances, feedSettings] = await Promise.all([
        all((after) => ask("follows.list", { limit: PAGE, after })),
        ask("feed.get_settings", {}),
      ]);
      core.update((state) => ({ ...state, stances: keyed(stances), feedSettings }));
    },
    setFeedSettings: async (change) => {
      const feedSettings = await ask("feed.set_settings", change);
      core.update((state) => ({ ...state, feedSettings }));
    },
    setStance: async (kind, target, stance) => {
      const view = await ask("follows.set", { kind, target, stance });
      core.update((state) => stanceChanged(state, { stance: view }));
    },
    suggestPeople: async (limit) => (await ask("feed.suggest_people", { limit })).items,
    followers: (kind, target) => ask("feed.followers", { kind, target }),
    findHashtags: async (query) => (await ask("hashtags.list", { query })).items,
    getHashtag: (tag) => ask("hashtags.get", { tag }),
    describeHashtag: (tag, change) => ask("hashtags.describe", { tag, ...change }),
    mergeHashtag: (tag, into) => ask("hashtags.merge", { tag, into }),
  };
}

/** The name under which a feed's first page is kept. */
export function feedName({ order = "activity", show = "all", hashtag = "" }: FeedAsked): string {
  return `feed/${order}/${show}/${hashtag}`;
}

export function keyed(stances: readonly StanceView[]): Table<StanceView> {
  return Object.fromEntries(stances.map((stance) => [stanceKey(stance.kind, stance.target), stance]));
}

/** Nothing is known of the others before they were asked for. */
export function stanceChanged(state: State, { stance }: Events["stance.changed"]): State {
  if (!state.stances) return state;
  const key = stanceKey(stance.kind, stance.target);
  const stances = stance.stance === "none" ? omit(state.stances, key) : put(state.stances, key, stance);
  return { ...state, stances };
}

export function feedSettingsChanged(state: State, data: Events["feed.settings_changed"]): State {
  return { ...state, feedSettings: data.settings };
}

export function stancesOf(state: ReadonlySignal<State>): ReadonlySignal<Table<StanceView>> {
  const known = computed(() => state.value.stances);
  return computed(() => known.value ?? {});
}
