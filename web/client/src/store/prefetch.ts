// Fetches what nobody has opened yet, gently, so that it can be read without a network: the channels and
// threads that will be looked for first, then slowly the others.

import type { ChannelView, ThreadView } from "../protocol";
import { isPassing } from "../realtime/errors";
import type { Page } from "./api";
import type { Core } from "./core";
import { membersOf, pinsOf, readPage } from "./last_pages";
import type { Loader } from "./loader";
import { hasLatest } from "./look";
import type { PeopleFetcher } from "./people";
import { countOf } from "./reduce_reads";
import type { State } from "./state";

const CALM_MS = 5_000; // after the connection came: what a person opens goes first
const PAUSE_MS = 500;
const SLOW_PAUSE_MS = 4_000;
const REST_MS = 60_000; // there may be a new unread thread
const SOON = 50;
const MOST = 150;
const MEMBERS = 50;
const MOST_MEMBERS = 30; // of that many channels
const MUTED = -10; // weighs less than all others

/** What a prefetcher works with. */
export interface Surroundings {
  core: Core;
  loader: Loader;
  fetcher: PeopleFetcher;
  isLive: () => boolean;
  isFrugal: () => boolean;
  isMetered: () => boolean;
}

/** A list of mine, a channel (`key` is its id) or a thread, to be fetched soon or at leisure. */
interface Wanted {
  key: string;
  soon: boolean;
  fetch: () => Promise<unknown>;
}

export class Prefetcher {
  #with: Surroundings;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetched = 0;
  #failed = new Set<string>();
  #lists: readonly Wanted[] = [];

  constructor(surroundings: Surroundings) {
    this.#with = surroundings;
  }

  start(): void {
    this.stop();
    this.#lists = this.#ownLists();
    this.#goOn(CALM_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #goOn(afterMs: number): void {
    this.#timer = setTimeout(() => void this.#next(), afterMs);
  }

  async #next(): Promise<void> {
    const { isLive, isFrugal, isMetered } = this.#with;
    if (!isLive()) return; // the next connection goes on
    const next = isFrugal() ? undefined : this.#upcoming();
    if (!next || (!next.soon && isMetered())) return this.#goOn(REST_MS);
    try {
      await next.fetch();
    } catch (error) {
      if (isPassing(error)) return this.#goOn(REST_MS);
      this.#failed.add(next.key);
    }
    this.#lists = this.#lists.filter((list) => list !== next);
    this.#goOn(this.#upcoming()?.soon ? PAUSE_MS : SLOW_PAUSE_MS);
  }

  #upcoming(): Wanted | undefined {
    if (this.#lists[0]) return this.#lists[0];
    const place = this.#fetched < MOST ? likeliest(this.#with.core.now, this.#failed) : undefined;
    if (!place) return undefined;
    const soon = this.#fetched < SOON && place.weight > MUTED / 2;
    return { key: place.key, soon, fetch: () => this.#fetch(place) };
  }

  async #fetch({ channelId, key }: Place): Promise<void> {
    this.#fetched += 1;
    if (key === membersOf(channelId)) await this.#fetchLists(channelId);
    else await this.#with.loader.prefetch(channelId, key);
  }

  /** What stands beside a channel: its pins and its members. */
  async #fetchLists(channel_id: string): Promise<void> {
    const { core, fetcher } = this.#with;
    await readPage(core, pinsOf(channel_id), undefined, core.ask("pins.list", { channel_id }));
    const asked = core.ask("channels.members", { channel_id, limit: MEMBERS });
    const { items } = await readPage(core, membersOf(channel_id), undefined, asked);
    for (const member of items) fetcher.want(member.person_id);
  }

  /** What is mine across all channels. */
  #ownLists(): Wanted[] {
    const { core } = this.#with;
    const list = (key: string, ask: () => Promise<Page<unknown>>): Wanted => ({
      key,
      soon: true,
      fetch: () => readPage(core, key, undefined, ask()),
    });
    return [
      list("threads", () => core.ask("threads.list", {})),
      list("mentions", () => core.ask("mentions.list", {})),
      list("saved", () => core.ask("saved.list", {})),
    ];
  }
}

/** A channel, its members, or a thread of it. */
interface Place {
  channelId: string;
  key: string;
  weight: number;
}

/** What of mine is not here yet and will be looked for first. */
function likeliest(state: State, failed: ReadonlySet<string>): Place | undefined {
  const places = [...channelsOf(state), ...threadsOf(state)].filter(({ key }) => !hasLatest(state, key));
  const missing = [...places, ...membersMissing(state)].filter(({ key }) => !failed.has(key));
  return missing.sort((a, b) => b.weight - a.weight)[0];
}

function channelsOf(state: State): Place[] {
  const mine = Object.values(state.channels).filter((channel) => isMine(channel));
  return mine.map((channel) => ({ channelId: channel.id, key: channel.id, weight: weightOf(state, channel) }));
}

/** What stands beside the channels that are here. */
function membersMissing(state: State): Place[] {
  const held = Object.keys(state.pages).filter((name) => name.startsWith(membersOf(""))).length;
  if (held >= MOST_MEMBERS) return [];
  const here = channelsOf(state).filter(({ key }) => hasLatest(state, key) && !state.pages[membersOf(key)]);
  return here.map((place) => ({ ...place, key: membersOf(place.channelId), weight: place.weight - 0.5 }));
}

/** Those with something new, and the latest of the others. */
function threadsOf(state: State): Place[] {
  const latest = (state.pages["threads"] ?? []) as readonly ThreadView[];
  const found = new Map(latest.map((thread) => [thread.thread_id, thread.channel_id]));
  for (const [key, read] of Object.entries(state.reads)) {
    if (read.thread_channel_id && unreadAt(state, key) > 0) found.set(key, read.thread_channel_id);
  }
  return [...found].flatMap(([key, channelId]) => {
    const channel = state.channels[channelId];
    const muted = channel?.muted ? MUTED : 0;
    return isMine(channel) && state.reads[key] ? [{ channelId, key, weight: unreadAt(state, key) + muted }] : [];
  });
}

const isMine = (channel: ChannelView | undefined) => channel?.joined === true && !channel.archived;

function weightOf(state: State, { id, starred, kind, muted }: ChannelView): number {
  return unreadAt(state, id) + (starred ? 3 : 0) + (kind === "direct" ? 1 : 0) + (muted ? MUTED : 0);
}

/** 6 where I am called, 2 where there is something new. */
function unreadAt(state: State, key: string): number {
  const count = countOf(state.reads[key], state.tails[key]);
  return (count && count.mentions > 0 ? 4 : 0) + (count && count.unread > 0 ? 2 : 0);
}
