// The cache in IndexedDB: one person's view of the workspace, as of one moment. What cannot be
// opened, or was written by another version, is dropped: the server has everything.

import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import type { Position } from "../../realtime/frames";
import { channelStream, type State } from "../state";
import { type ChannelRecord, keepable, type Parts, partNames, samePosition, SHAPE, toRecord } from "./records";

export const CACHE = "ruche-cache";
const VERSION = 1;
const MOST_CHANNELS = 150;
const PATIENCE_MS = 2_000; // for what a person waits for: some browsers never answer when in trouble

interface About {
  shape: string;
  personId: string;
  epoch: string;
  writer: string;
}

interface Stamp {
  position: Position;
  usedAt: number;
}

interface Schema extends DBSchema {
  about: { key: "about"; value: About };
  parts: { key: string; value: unknown };
  channels: { key: string; value: ChannelRecord };
  stamps: { key: string; value: Stamp };
}

const STORES = ["about", "parts", "channels", "stamps"] as const;

/** What was kept; `channels` comes later and slower than the rest. */
export interface Found {
  personId: string;
  epoch: string;
  parts: Parts;
  usedAt: ReadonlyMap<string, number>;
  channel(channelId: string): Promise<Kept[]>;
  channels(): Promise<Kept[]>;
}

export interface Kept {
  channelId: string;
  position: Position;
  record: ChannelRecord;
}

/** Guarantees: a write is whole or not at all; a failure is silent and costs only the cache. */
export class CacheDatabase {
  #writer: string;
  #db: Promise<IDBPDatabase<Schema> | null> | null = null;
  #last: State | null = null; // what this tab has written

  constructor(writer: string) {
    this.#writer = writer;
  }

  async read(): Promise<Found | null> {
    return this.#quietly(async (db) => {
      const tx = db.transaction(["about", "parts", "stamps"]);
      const about = await tx.objectStore("about").get("about");
      if (!about || about.shape !== SHAPE) return null;
      const names = await tx.objectStore("parts").getAllKeys();
      const values = await tx.objectStore("parts").getAll();
      const ids = await tx.objectStore("stamps").getAllKeys();
      const stamps = await tx.objectStore("stamps").getAll();
      return {
        personId: about.personId,
        epoch: about.epoch,
        parts: Object.fromEntries(names.map((name, at) => [name, values[at]])) as unknown as Parts,
        usedAt: new Map(ids.map((id, at) => [id, stamps[at]!.usedAt])),
        channel: (id) => this.#channels(id),
        channels: () => this.#channels(),
      };
    });
  }

  /** Make the cache tell this state: what changed since this tab's last write, in one transaction. */
  async write(state: State, epoch: string, usedAt: ReadonlyMap<string, number>): Promise<void> {
    const me = state.me;
    if (!me || state === this.#last) return;
    await this.#quietly(async (db) => {
      const tx = db.transaction(STORES, "readwrite", { durability: "relaxed" });
      const about = await tx.objectStore("about").get("about");
      const own = about?.writer === this.#writer && about.epoch === epoch && about.personId === me.id;
      const last = own ? this.#last : null;
      const parts = tx.objectStore("parts");
      if (about?.personId !== me.id) await Promise.all(STORES.map((store) => tx.objectStore(store).clear()));
      if (!own) void tx.objectStore("about").put({ shape: SHAPE, personId: me.id, epoch, writer: this.#writer }, "about");
      for (const name of partNames(state)) if (last?.[name] !== state[name]) void parts.put(state[name], name);
      const stamps = tx.objectStore("stamps");
      const channels = tx.objectStore("channels");
      for (const id of keepable(state)) {
        if (last && !hasChanged(last, state, id)) continue;
        void channels.put(toRecord(state, id), id);
        void stamps.put({ position: state.positions[channelStream(id)]!, usedAt: usedAt.get(id) ?? 0 }, id);
      }
      const held = await stamps.getAllKeys();
      const marks = await stamps.getAll();
      for (const id of outdated(held, marks, state)) {
        void stamps.delete(id);
        void channels.delete(id);
      }
      await tx.done;
      this.#last = state;
      return null;
    });
  }

  /** Forget everything, at once and for all tabs. */
  async wipe(): Promise<void> {
    const opening = this.#db;
    this.#db = Promise.resolve(null);
    this.#last = null;
    (opening && (await within(PATIENCE_MS, opening)))?.close();
    await dropDatabase(CACHE);
  }

  async close(): Promise<void> {
    (await this.#db)?.close();
    this.#db = Promise.resolve(null);
  }

  async #channels(only?: string): Promise<Kept[]> {
    const found = await this.#quietly(async (db) => {
      const tx = db.transaction(["channels", "stamps"]);
      const ids = await tx.objectStore("channels").getAllKeys(only);
      const records = await tx.objectStore("channels").getAll(only);
      const stamps = await Promise.all(ids.map((id) => tx.objectStore("stamps").get(id)));
      return ids.flatMap((channelId, at): Kept[] =>
        stamps[at] ? [{ channelId, position: stamps[at].position, record: records[at]! }] : [],
      );
    });
    return found ?? [];
  }

  async #quietly<Value>(work: (db: IDBPDatabase<Schema>) => Promise<Value | null>): Promise<Value | null> {
    this.#db ??= openCache(() => (this.#db = Promise.resolve(null)));
    const db = await this.#db;
    if (!db) return null;
    try {
      return await work(db);
    } catch {
      this.#last = null; // full, or pulled away: nobody knows what is in it
      return null;
    }
  }
}

async function openCache(onClosed: () => void): Promise<IDBPDatabase<Schema> | null> {
  const open = async () =>
    openDB<Schema>(CACHE, VERSION, {
      upgrade(db) {
        for (const name of [...db.objectStoreNames]) db.deleteObjectStore(name);
        for (const name of STORES) db.createObjectStore(name);
      },
      blocking: (_now, _wanted, event) => {
        onClosed();
        (event.target as IDBDatabase).close();
      },
      terminated: onClosed,
    });
  try {
    return await open();
  } catch (error) {
    if ((error as Error | null)?.name === "VersionError") return null; // a newer client is at work
    await dropDatabase(CACHE);
    return open().catch(() => null);
  }
}

/** Delete a database, where there are databases. Another tab may delay it; it will happen. */
export async function dropDatabase(name: string): Promise<void> {
  try {
    await within(PATIENCE_MS, deleteDB(name));
  } catch {
    // There is nothing to delete.
  }
}

/** What `work` gives, or null after so long. */
export function within<Value>(ms: number, work: Promise<Value>): Promise<Value | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The lists of its threads change with its messages. */
function hasChanged(last: State, next: State, channelId: string): boolean {
  const stream = channelStream(channelId);
  return (
    last.messages[channelId] !== next.messages[channelId] ||
    last.lists[channelId] !== next.lists[channelId] ||
    !samePosition(last.positions[stream], next.positions[stream])
  );
}

/** Channels that stand elsewhere than the state, and the oldest of too many. */
function outdated(ids: readonly string[], stamps: readonly Stamp[], state: State): string[] {
  const fit = ids.filter((id, at) => samePosition(state.positions[channelStream(id)], stamps[at]?.position));
  const usedAt = new Map(ids.map((id, at) => [id, stamps[at]?.usedAt ?? 0]));
  const kept = new Set(fit.sort((a, b) => usedAt.get(b)! - usedAt.get(a)!).slice(0, MOST_CHANNELS));
  return ids.filter((id) => !kept.has(id));
}
