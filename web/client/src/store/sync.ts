// Keeps the state in step with the server: first load, pushes in order, replay after a break.

import { isPassing } from "../realtime/errors";
import type { Hello, Positions, Push } from "../realtime/frames";
import { all, type Core } from "./core";
import { apply, orderOf } from "./reduce";
import { clearChannel } from "./reduce_channels";
import { applyRead } from "./reduce_reads";
import { loadBase, loadReads, withBase } from "./snapshot";
import { byId, omit } from "./state";

export type Phase = "offline" | "loading" | "catching-up" | "live";

export interface SyncHooks {
  onPhase: (phase: Phase) => void;
  /** The loaded messages of these channels are gone: load what is on screen again. */
  onCleared: (channelIds: readonly string[]) => void;
}

const RETRY_MS = 2_000;
const STALE_AFTER_MS = 300;
const FRAME_MS = 16;

export class Sync {
  #core: Core;
  #hooks: SyncHooks;
  #phase: Phase = "offline";
  #hello: Hello | null = null;
  #loaded = false;
  #fromCache: string | null = null; // the epoch of what the state was filled with
  #queue: Push[] = [];
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #flushedAt = 0;
  #filling = new Set<string>(); // streams whose gap is being replayed
  #journals = new Map<string, Set<Push[]>>();
  #staleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(core: Core, hooks: SyncHooks) {
    this.#core = core;
    this.#hooks = hooks;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The epoch of what the state holds; null while it holds nothing. */
  get epoch(): string | null {
    return this.#loaded ? (this.#hello?.epoch ?? this.#fromCache) : null;
  }

  /** The state was filled from the cache: the first connection goes on from there. */
  filled(epoch: string): void {
    this.#loaded = true;
    this.#fromCache = epoch;
  }

  hello(hello: Hello): void {
    const known = this.epoch === hello.epoch;
    this.#hello = hello;
    this.#filling.clear();
    this.#queue = [];
    void (known ? this.#resume(hello) : this.#load(hello, hello.positions));
  }

  lost(): void {
    this.flush();
    this.#hello = this.#hello && { ...this.#hello }; // answers to the old one are not ours
    this.#enter("offline");
  }

  push(push: Push): void {
    this.#queue.push(push);
    if (this.#flushTimer !== undefined) return;
    const sinceMs = Date.now() - this.#flushedAt;
    if (sinceMs >= FRAME_MS) this.flush();
    else this.#flushTimer = setTimeout(() => this.flush(), FRAME_MS - sinceMs);
  }

  /** Apply what has arrived; during the first load it waits. */
  flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#phase === "loading" || this.#phase === "offline" || this.#queue.length === 0) return;
    this.#flushedAt = Date.now();
    const queue = this.#queue;
    this.#queue = [];
    const imported: string[] = [];
    let state = this.#core.now;
    for (const push of queue) {
      const order = orderOf(state, push);
      if (order === "gap") this.#fill(push.stream);
      if (order === "gap" || order === "known") continue;
      state = apply(state, push);
      for (const journal of this.#journals.get(push.stream) ?? []) journal.push(push);
      if (push.event === "channel.imported") imported.push(push.data.channel_id);
    }
    this.#core.update(() => state);
    if (state.readsStale) this.#refreshReads();
    if (imported.length > 0) this.#hooks.onCleared(imported);
  }

  /** The pushes of a stream that are applied from now until `end`, for a page on its way. */
  journal(stream: string): { pushes: readonly Push[]; end: () => void } {
    const pushes: Push[] = [];
    const open = this.#journals.get(stream) ?? new Set();
    this.#journals.set(stream, open.add(pushes));
    const end = () => {
      open.delete(pushes);
      if (open.size === 0 && this.#journals.get(stream) === open) this.#journals.delete(stream);
    };
    return { pushes, end };
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#hooks.onPhase(phase);
    if (phase === "live" && this.#core.now.readsStale) this.#refreshReads();
  }

  async #load(hello: Hello, positions: Positions): Promise<void> {
    this.#enter("loading");
    try {
      const base = await loadBase(this.#core.ask);
      if (this.#hello !== hello) return;
      const cleared = Object.keys(this.#core.now.looks);
      this.#core.update((state) => withBase(state, base, positions));
      this.#loaded = true;
      this.#enter("live");
      this.flush();
      this.#hooks.onCleared(cleared);
    } catch (error) {
      if (this.#hello !== hello) return;
      if (isPassing(error)) setTimeout(() => this.#hello === hello && void this.#load(hello, positions), RETRY_MS);
      else throw error;
    }
  }

  async #resume(hello: Hello): Promise<void> {
    const positions: Record<string, readonly [string, number]> = {};
    const held = this.#core.now.positions;
    for (const stream of Object.keys(hello.positions)) {
      const position = held[stream];
      if (position) positions[stream] = position;
    }
    const begun = Object.entries(hello.positions).filter(([stream]) => !held[stream]);
    this.#core.update((state) => ({
      ...state,
      positions: { ...state.positions, ...Object.fromEntries(begun) },
      readsStale: state.readsStale || begun.length > 0, // what came since I was let in is not replayed
    }));
    this.#enter("catching-up");
    await this.#replay(hello, positions);
    if (this.#hello !== hello || this.#phase !== "catching-up") return;
    this.#enter("live");
    const joined = begun.map(([stream]) => stream).filter((stream) => stream.startsWith("c:"));
    if (joined.length > 0) void this.#refreshChannels(hello, joined.map((stream) => stream.slice(2)));
    if (this.#fromCache) await this.#refreshSettings(hello);
  }

  /** Who came to these channels, or left them, before they were heard. */
  async #refreshChannels(hello: Hello, channelIds: readonly string[]): Promise<void> {
    try {
      const channels = await all((after) => this.#core.ask("channels.list", { limit: 500, after }));
      if (this.#hello !== hello) return;
      const touched = channels.filter((channel) => channelIds.includes(channel.id));
      this.#core.update((state) => ({ ...state, channels: { ...state.channels, ...byId(touched) } }));
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }

  /** What a restart of the server can change without an event. */
  async #refreshSettings(hello: Hello): Promise<void> {
    try {
      const [me, workspace] = await Promise.all([this.#core.ask("people.me", {}), this.#core.ask("workspace.get", {})]);
      if (this.#hello !== hello) return;
      this.#fromCache = null;
      this.#core.update((state) => ({ ...state, me, workspace }));
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }

  /** A push is missing: ask for the stream's rest; what comes out of order meanwhile is dropped. */
  #fill(stream: string): void {
    const position = this.#core.now.positions[stream];
    if (this.#phase !== "live" || !position || !this.#hello || this.#filling.has(stream)) return;
    this.#filling.add(stream);
    const done = () => this.#filling.delete(stream);
    void this.#replay(this.#hello, { [stream]: position }).then(done, done);
  }

  async #replay(hello: Hello, positions: Positions): Promise<void> {
    try {
      const args = { positions: positions as Record<string, [string, number]> };
      const { reset } = await this.#core.ask("streams.resume", args);
      if (this.#hello === hello && reset.length > 0) await this.#reset(hello, reset);
    } catch (error) {
      if (this.#hello !== hello) return;
      if (!isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (this.#hello === hello) await this.#replay(hello, this.#now(positions));
    }
  }

  #now(positions: Positions): Positions {
    const held = this.#core.now.positions;
    return Object.fromEntries(Object.keys(positions).map((stream) => [stream, held[stream] ?? positions[stream]!]));
  }

  /** The log cannot tell what was missed on these streams: load afresh what they feed. */
  async #reset(hello: Hello, streams: readonly string[]): Promise<void> {
    this.#core.update((state) => ({ ...state, positions: omit(state.positions, ...streams) }));
    if (streams.some((stream) => !stream.startsWith("c:"))) {
      return this.#load(hello, this.#core.now.positions);
    }
    const channelIds = streams.map((stream) => stream.slice(2));
    this.#core.update((state) => channelIds.reduce(clearChannel, { ...state, readsStale: true }));
    this.#refreshReads();
    this.#hooks.onCleared(channelIds);
    await this.#refreshChannels(hello, channelIds);
  }

  #refreshReads(): void {
    clearTimeout(this.#staleTimer);
    this.#staleTimer = setTimeout(() => void this.#askReads(), STALE_AFTER_MS);
  }

  async #askReads(): Promise<void> {
    this.#core.update((state) => ({ ...state, readsStale: false }));
    try {
      const reads = await loadReads(this.#core.ask);
      this.#core.update((state) => Object.values(reads).reduce(applyRead, state));
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.#core.update((state) => ({ ...state, readsStale: true }));
    }
  }
}
