// The outbox in IndexedDB: what a person wrote and the server has not, with the files that go along.
//
// Each entry has an owner, the tab that sends it. What a closed tab left is taken over by one other.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Change, Pending } from "../api";
import { dropDatabase, within } from "../cache/database";

export const OUTBOX = "ruche-outbox";
const VERSION = 1;
const PATIENCE_MS = 15_000; // a phone's disk may be slow; some browsers never answer
const ORPHANED_AFTER_MS = 7 * 24 * 3_600_000;

/** One thing to send: a message or a change. */
export interface Entry {
  id: string;
  personId: string;
  owner: string;
  post?: Pending;
  change?: Change;
}

/** A file that could not go up yet. */
export interface KeptFile {
  id: string;
  personId: string;
  name: string;
  blob: Blob;
  keptAt: number;
}

interface Schema extends DBSchema {
  entries: { key: string; value: Entry };
  files: { key: string; value: KeptFile };
}

/** Guarantees: a batch is whole or not at all; where there is no database, nothing fails. */
export class OutboxDatabase {
  #db: Promise<IDBPDatabase<Schema> | null> | null = null;

  /** Whether things can be kept here at all. */
  async works(): Promise<boolean> {
    return (await this.#open()) !== null;
  }

  /** False where nothing of it was written. */
  async put(entries: readonly Entry[], gone: readonly string[]): Promise<boolean> {
    const written = await this.#quietly(async (db) => {
      const tx = db.transaction("entries", "readwrite", { durability: "strict" });
      for (const entry of entries) void tx.store.put(entry);
      for (const id of gone) void tx.store.delete(id);
      tx.commit(); // without it a tab that is closed at once would take it along
      await tx.done;
      return true;
    });
    return written ?? false;
  }

  async entries(personId: string): Promise<Entry[]> {
    const found = await this.#quietly((db) => db.getAll("entries"));
    return (found ?? []).filter((entry) => entry.personId === personId);
  }

  /** Take over what another tab left; what it still has once it is closed, and no one took before. */
  async adopt(personId: string, from: string, to: string): Promise<Entry[]> {
    const taken = await this.#quietly(async (db) => {
      const tx = db.transaction("entries", "readwrite", { durability: "strict" });
      const left = (await tx.store.getAll()).filter((entry) => entry.personId === personId && entry.owner === from);
      for (const entry of left) void tx.store.put({ ...entry, owner: to });
      await tx.done;
      return left;
    });
    return taken ?? [];
  }

  /** False where there was no room. */
  async keepFile(file: KeptFile): Promise<boolean> {
    const kept = await this.#quietly((db) => db.put("files", file));
    return kept !== null;
  }

  async file(id: string): Promise<KeptFile | undefined> {
    return (await this.#quietly((db) => db.get("files", id))) ?? undefined;
  }

  async dropFiles(ids: readonly string[]): Promise<void> {
    await this.#quietly(async (db) => {
      const tx = db.transaction("files", "readwrite");
      for (const id of ids) void tx.store.delete(id);
      await tx.done;
    });
  }

  /** Files that no message came for, as of drafts that were thrown away long ago. */
  async dropOrphans(now: number): Promise<void> {
    const all = (await this.#quietly((db) => db.getAll("files"))) ?? [];
    const used = new Set(
      ((await this.#quietly((db) => db.getAll("entries"))) ?? []).flatMap((entry) => entry.post?.files.map((file) => file.id) ?? []),
    );
    const old = all.filter((file) => now - file.keptAt > ORPHANED_AFTER_MS && !used.has(file.id));
    if (old.length > 0) await this.dropFiles(old.map((file) => file.id));
  }

  /** The person leaves this browser: nothing of theirs stays. */
  async forget(personId: string): Promise<void> {
    await this.#quietly(async (db) => {
      const tx = db.transaction(["entries", "files"], "readwrite");
      for (const store of ["entries", "files"] as const) {
        const all = await tx.objectStore(store).getAll();
        for (const item of all) if (item.personId === personId) void tx.objectStore(store).delete(item.id);
      }
      await tx.done;
    });
  }

  async close(): Promise<void> {
    (await this.#db)?.close();
    this.#db = Promise.resolve(null);
  }

  #open(): Promise<IDBPDatabase<Schema> | null> {
    return (this.#db ??= within(PATIENCE_MS, openOutbox(() => (this.#db = null))));
  }

  async #quietly<Value>(work: (db: IDBPDatabase<Schema>) => Promise<Value>): Promise<Value | null> {
    const db = await this.#open();
    if (!db) return null;
    try {
      return await work(db);
    } catch (error) {
      if ((error as Error | null)?.name === "InvalidStateError" && (await this.#db) === db) this.#db = null; // it was closed: open it anew
      return null; // full, or pulled away: the tab itself still holds everything
    }
  }
}

async function openOutbox(onClosed: () => void): Promise<IDBPDatabase<Schema> | null> {
  const open = async () =>
    openDB<Schema>(OUTBOX, VERSION, {
      upgrade(db) {
        db.createObjectStore("entries", { keyPath: "id" });
        db.createObjectStore("files", { keyPath: "id" });
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
    await dropDatabase(OUTBOX);
    return open().catch(() => null);
  }
}
