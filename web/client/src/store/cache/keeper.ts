// Fills the state from the cache before anything is heard, and keeps the cache in step with it.

import { effect } from "@preact/signals";
import type { Core } from "../core";
import type { Locks } from "../outbox/keeper";
import type { CacheDatabase, Found } from "./database";
import { fromParts, withChannels } from "./records";

const CALM_MS = 1_500;
const LOCK = "ruche-cache";

export class CacheKeeper {
  #core: Core;
  #database: CacheDatabase | null;
  #epoch: () => string | null;
  #usedAt = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | null = null;
  #tooLate = false;
  #locks: Locks | null;
  #mayWrite = false; // one tab writes: two would overwrite each other's again and again
  #end = new AbortController();

  constructor(core: Core, database: CacheDatabase | null, epoch: () => string | null, locks: Locks | null) {
    this.#locks = locks;
    this.#core = core;
    this.#database = database;
    this.#epoch = epoch;
  }

  /** Show what was kept: at once all but the channels, of these the one on screen first.
   *  `onReadable` hears the epoch of what was kept. Ends when all is in the state. What was kept for
   *  another than the person, where one is named, is never shown. */
  async fill(personId: string | null, channelId: string | null, onReadable: (epoch: string) => void): Promise<void> {
    const found = (await this.#database?.read()) ?? null;
    if (!found || this.#tooLate || (personId !== null && personId !== found.personId)) return;
    this.#usedAt = new Map(found.usedAt);
    const first = await found.channel(channelId ?? latest(found));
    if (this.#tooLate) return;
    this.#core.update((state) => {
      const { looks, pending, presence } = state;
      return withChannels({ ...fromParts(found.parts), looks, pending, presence }, first);
    });
    onReadable(found.epoch);
    const rest = await found.channels();
    if (!this.#tooLate) this.#core.update((state) => withChannels(state, rest));
  }

  /** The server is heard from now on: what was not read by then is not shown any more. */
  endFilling(): void {
    this.#tooLate = true;
  }

  /** Write from now on, a moment after each change. */
  start(): void {
    if (this.#stopWatching) return;
    this.#takeTurn();
    this.#stopWatching = effect(() => {
      for (const key of Object.keys(this.#core.state.value.looks)) this.#usedAt.set(key, Date.now());
      this.#timer ??= setTimeout(() => void this.flush(), CALM_MS);
    });
  }

  /** The tab that holds the lock writes, until it goes; without locks each does. */
  #takeTurn(): void {
    this.#mayWrite = this.#locks === null;
    const { signal } = this.#end;
    const write = () => {
      this.#mayWrite = true;
      void this.flush();
      return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    };
    this.#locks?.request(LOCK, { signal }, write).catch(() => undefined);
  }

  /** Write now: the page is about to go. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const epoch = this.#epoch();
    if (this.#stopWatching && this.#mayWrite && epoch) await this.#database?.write(this.#core.now, epoch, this.#usedAt);
  }

  /** Nothing of the person stays, and nothing more is written. */
  async wipe(): Promise<void> {
    this.#stopWatching?.();
    this.#stopWatching = null;
    clearTimeout(this.#timer);
    this.#end.abort();
    await this.#database?.wipe();
  }

  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
    clearTimeout(this.#timer);
    this.#end.abort();
    void this.#database?.close();
  }
}

function latest(found: Found): string {
  const [id = ""] = [...found.usedAt].sort(([, a], [, b]) => b - a)[0] ?? [];
  return id;
}
