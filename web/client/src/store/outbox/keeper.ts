// Keeps the outbox in the database, and takes over what closed tabs have left in it.

import { effect, signal } from "@preact/signals";
import type { Change, Pending } from "../api";
import type { Core } from "../core";
import type { Entry, OutboxDatabase } from "./database";
import { idOf, type Outbox } from "./outbox";

/** The part of the browser's lock manager that is used here. */
export interface Locks {
  request(name: string, options: LockOptions, work: (lock: object | null) => Promise<void>): Promise<unknown>;
}

const LOOK_EVERY_MS = 60_000;
const RELOADS_WITHIN_MS = 5_000; // a tab that is only loading again takes its own
const WRITE_AGAIN_AFTER_MS = 5_000;
const lockOf = (tabId: string) => `ruche-tab-${tabId}`;

/** Guarantees: an entry is sent by one tab at a time where there are locks; without them a tab takes
 *  over everything at its start, and sending twice is made harmless by the server. */
export class OutboxKeeper {
  /** What is not sent could not be kept: it lives in this tab alone. */
  readonly failing = signal(false);
  #core: Core;
  #outbox: Outbox;
  #database: OutboxDatabase;
  #locks: Locks | null;
  #tabId: string;
  #personId = "";
  #held = new Map<string, Pending | Change>(); // as the database has it
  #leftover = new Set<string>(); // in the database though it should not be
  #again: ReturnType<typeof setTimeout> | undefined;
  #onKept: (() => void) | null = null;
  #writing: Promise<void> = Promise.resolve();
  #awaited = new Set<string>();
  #end = new AbortController();
  #stopWatching: (() => void) | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Tells the other tabs that there is, or is about to be, something of this one to wait for. */
  #tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("ruche-outbox");

  constructor(core: Core, outbox: Outbox, database: OutboxDatabase, locks: Locks | null, tabId: string) {
    this.#core = core;
    this.#outbox = outbox;
    this.#database = database;
    this.#locks = locks;
    this.#tabId = tabId;
  }

  /** Read what is there, and keep what comes. Once, for the person who is signed in.
   *
   *  `onKept` hears, once, that all of what was unsent at the start is in the database. */
  start(personId: string, onKept: () => void): void {
    if (this.#personId) return;
    this.#onKept = onKept;
    this.#personId = personId;
    this.#writing = this.#live();
    this.#stopWatching = effect(() => {
      const { changes } = this.#core.state.value;
      if (changes.length > 0) queueMicrotask(() => this.#outbox.settle());
      this.#keep();
    });
    if (this.#tabs) this.#tabs.onmessage = ({ data }: MessageEvent<string>) => void this.#waitFor(data);
    void this.takeOver();
    this.#timer = setInterval(() => void this.takeOver(), LOOK_EVERY_MS);
    void this.#database.dropOrphans(Date.now());
  }

  stop(): void {
    this.#tabs?.close();
    this.#stopWriting();
    this.#end.abort();
    void this.#writing.then(() => this.#database.close());
  }

  #stopWriting(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
    clearInterval(this.#timer);
    clearTimeout(this.#again);
  }

  /** All that is not sent is thrown away: the person leaves this browser. */
  async forget(): Promise<void> {
    this.#stopWriting();
    await this.#writing;
    await this.#database.forget(this.#personId);
  }

  /** What tabs have left that are gone, and those that are there once they go. */
  async takeOver(): Promise<void> {
    const entries = await this.#database.entries(this.#personId);
    const owners = new Set(entries.map((entry) => entry.owner));
    owners.delete(this.#tabId);
    for (const owner of owners) {
      if (this.#locks) void this.#waitFor(owner);
      else if (!this.#end.signal.aborted) await this.#adopt(owner);
    }
  }

  /** Take over what a tab leaves: at once where it is gone, else some time after it went. */
  async #waitFor(owner: string): Promise<void> {
    const locks = this.#locks;
    if (!locks || this.#awaited.has(owner)) return;
    this.#awaited.add(owner);
    const { signal } = this.#end;
    const name = lockOf(owner);
    const isGone = async () => {
      let gone = false;
      await locks.request(name, { ifAvailable: true }, async (lock) => {
        gone = lock !== null;
        if (gone && !signal.aborted) await this.#adopt(owner);
      });
      return gone || signal.aborted;
    };
    try {
      while (!(await isGone())) {
        await locks.request(name, { signal }, () => Promise.resolve());
        await new Promise((resolve) => setTimeout(resolve, RELOADS_WITHIN_MS));
      }
    } catch {
      // This tab ends.
    }
    this.#awaited.delete(owner);
  }

  async #adopt(owner: string): Promise<void> {
    const left = await this.#database.adopt(this.#personId, owner, this.#tabId);
    if (left.length === 0 || !this.#stopWatching) return;
    this.#tell();
    const items = left.flatMap((entry) => entry.post ?? entry.change ?? []);
    for (const item of items) this.#held.set(idOf(item), item);
    this.#outbox.restore(items);
    this.#outbox.flush();
  }

  /** As long as this tab lives, its entries are its own. */
  async #live(): Promise<void> {
    const locks = this.#locks;
    if (!locks) return;
    await new Promise<void>((held) => {
      const forever = () => {
        held();
        return new Promise<void>((resolve) => this.#end.signal.addEventListener("abort", () => resolve()));
      };
      locks.request(lockOf(this.#tabId), { signal: this.#end.signal }, forever).catch(() => held());
    });
  }

  /** Write what changed since the last time; one write after the other. */
  #keep(): void {
    const { pending, changes } = this.#core.now;
    const items = [...pending, ...changes];
    const unsent = new Map(items.filter((item) => item.state !== "sent").map((item) => [idOf(item), item]));
    const changed = [...unsent].filter(([id, item]) => !isKeptAs(this.#held.get(id), item));
    const gone = [...new Set([...this.#held.keys(), ...this.#leftover])].filter((id) => !unsent.has(id));
    if (unsent.size === 0) this.#well();
    if (changed.length === 0 && gone.length === 0) return;
    for (const [id, item] of changed) this.#held.set(id, item);
    for (const id of gone) this.#held.delete(id);
    const entries = changed.map(([id, item]) => this.#entry(id, item));
    this.#leftover.clear();
    if (entries.length > 0) this.#tell();
    this.#writing = this.#writing.then(() => this.#write(entries, gone, changed));
  }

  /** What could not be written is written with the next change, or after a pause. */
  async #write(entries: readonly Entry[], gone: readonly string[], changed: readonly [string, Pending | Change][]): Promise<void> {
    if (await this.#database.put(entries, gone)) {
      return this.#well();
    }
    for (const [id, item] of changed) if (this.#held.get(id) === item) this.#held.delete(id);
    for (const id of gone) if (!this.#held.has(id)) this.#leftover.add(id);
    if (entries.length > 0) this.failing.value = true;
    clearTimeout(this.#again);
    if (this.#stopWatching) this.#again = setTimeout(() => this.#keep(), WRITE_AGAIN_AFTER_MS);
  }

  #well(): void {
    this.failing.value = false;
    this.#onKept?.();
    this.#onKept = null;
  }

  #tell(): void {
    if (!this.#end.signal.aborted) this.#tabs?.postMessage(this.#tabId);
  }

  #entry(id: string, item: Pending | Change): Entry {
    const about = { id, personId: this.#personId, owner: this.#tabId };
    return "client_id" in item ? { ...about, post: { ...item, progress: undefined } } : { ...about, change: item };
  }
}

/** Once it was sent it may have arrived; not while only its files go up. */
const isTried = (item: Pending | Change) => item.tried ?? item.state === "sending";

/** Whether the two are restored alike. */
function isKeptAs(held: Pending | Change | undefined, item: Pending | Change): boolean {
  if (!held || (held.state === "failed") !== (item.state === "failed")) return false;
  if ("client_id" in held || "client_id" in item) return isTried(held) || !isTried(item);
  return held.seq === item.seq && held.text === item.text && held.title === item.title && held.tried === item.tried;
}
