// What tests of things that outlive a tab share: a new database each time, and locks as a browser's.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { vi } from "vitest";
import type { RunningStore } from "../../src/store/create";
import type { Locks } from "../../src/store/outbox/keeper";
import { Hive } from "./hive";

/** The database works in real time, the store in the test's. */
export async function rest(ms = 50): Promise<void> {
  await databaseRests();
  await vi.advanceTimersByTimeAsync(ms);
  await databaseRests();
}

async function databaseRests(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A browser with several tabs of Ada's. */
export class Browser {
  hive = new Hive();
  stores: RunningStore[] = [];

  constructor() {
    globalThis.indexedDB = new IDBFactory();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
    this.hive.keeps = true;
  }

  /** Open a tab that shows C1; without a network where it is so. */
  async open(online = true): Promise<RunningStore> {
    this.hive.network.greets = online;
    const store = this.hive.tab();
    this.stores.push(store);
    this.hive.store = store;
    store.start();
    await this.look(store);
    return store;
  }

  /** C1 is on screen. */
  async look(store: RunningStore): Promise<void> {
    await rest();
    store.actions.openChannel("C1").catch(() => undefined); // without a network it waits for one
    await rest();
  }

  /** The cache is written, the tab is closed. */
  async close(store: RunningStore): Promise<void> {
    await rest(3_000);
    store.stop();
    await rest();
  }

  end(): void {
    for (const store of this.stores) store.stop();
    vi.useRealTimers();
  }
}

/** Locks in the order in which they were asked for, let go when their work ends. */
export function makeLocks(): Locks {
  const queues = new Map<string, Promise<unknown>[]>();
  return {
    async request(name, { signal, ifAvailable }, work) {
      const queue = queues.get(name) ?? [];
      if (ifAvailable && queue.length > 0) return work(null);
      const turn = Promise.all(queue).then(() => (signal?.aborted ? undefined : work({})));
      const ended = turn.catch(() => undefined);
      queues.set(name, [...queue, ended]);
      try {
        return await turn;
      } finally {
        queues.set(name, queues.get(name)!.filter((one) => one !== ended));
      }
    },
  };
}
