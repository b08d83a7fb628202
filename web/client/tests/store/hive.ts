// A store in a tab, its network, and the server behind it with one channel: for whole dialogues.

import { vi } from "vitest";
import type { HistoryPage, MessageView, ReadView } from "../../src/protocol";
import type { Push } from "../../src/realtime/frames";
import type { Shelf } from "../../src/store/kept";
import { CacheDatabase } from "../../src/store/cache/database";
import { OutboxDatabase } from "../../src/store/outbox/database";
import type { Locks } from "../../src/store/outbox/keeper";
import { createStore, type RunningStore } from "../../src/store/create";
import { Network } from "../network";
import { ada, bob, channel, message, posted, read } from "./fixtures";

export class MemoryShelf implements Shelf {
  items = new Map<string, string>();
  get length() {
    return this.items.size;
  }
  key = (index: number) => [...this.items.keys()][index] ?? null;
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

const page = <Item>(items: Item[]) => ({ items, next: null });

/** Ada's tab, talking to a server that holds `messages` of C1, whose stream stands at `head`. */
export class Hive {
  network = new Network();
  shelf = new MemoryShelf();
  messages: MessageView[] = [1, 2, 3].map((seq) => message(seq));
  head = 3;
  networkUp = true;
  reads: ReadView[] = [read(3)];
  store: RunningStore;
  #tabs = 0;

  /** What outlives a tab, where a test wants it. */
  keeps = false;
  frugal = true;
  metered = false;
  pageFor: string | null = null;
  locks: Locks | null = null;
  strangers = 0;
  /** Streams that Ada has been let into, and where they stand. */
  begun: Record<string, [string, number]> = {};

  constructor() {
    this.#hello();
    const { handlers } = this.network;
    handlers["people.me"] = () => ada;
    handlers["people.list"] = () => page([ada, bob]);
    handlers["people.get"] = () => page([]);
    handlers["workspace.get"] = () => ({ id: "T1", name: "Hive" });
    handlers["channels.list"] = () => page([channel({ head: this.head })]);
    handlers["reads.list"] = () => page(this.reads);
    handlers["saved.list"] = () => page([]);
    handlers["threads.list"] = () => page([]);
    handlers["mentions.list"] = () => page([]);
    handlers["channels.members"] = () => page([]);
    handlers["pins.list"] = () => page([]);
    handlers["preferences.get"] = () => ({});
    handlers["drafts.list"] = () => page([]);
    handlers["drafts.set"] = (args) => ({ updated_at: Date.now(), ...args });
    handlers["scheduled.list"] = () => page([]);
    handlers["notifications.get"] = () => ({});
    handlers["push.list"] = () => ({ items: [], next: null });
    handlers["welcome.get"] = () => ({});
    handlers["homes.requests"] = () => ({ items: [], next: null });
    handlers["shortcuts.list"] = () => page([]);
    handlers["messages.history"] = (args) => this.history(args);
    handlers["streams.resume"] = () => ({ resumed: 0, reset: [] });
    this.store = this.tab();
  }

  tab(): RunningStore {
    const tabId = `tab${this.network.sockets.length}-${(this.#tabs += 1)}`;
    return createStore({
      url: "ws://ruche.test/ws",
      openSocket: this.network.openSocket,
      isSignedOut: async () => false,
      isNetworkUp: () => this.networkUp,
      shelf: this.shelf,
      tabId,
      cache: this.keeps ? new CacheDatabase(tabId) : null,
      outbox: this.keeps ? new OutboxDatabase() : null,
      locks: this.locks,
      personId: this.pageFor,
      isFrugal: () => this.frugal,
      isMetered: () => this.metered,
      channelInSight: () => "C1",
      onStranger: () => void (this.strangers += 1),
    });
  }

  /** Connect and load. */
  async start(store = this.store): Promise<RunningStore> {
    store.start();
    await this.rest();
    return store;
  }

  async rest(ms = 50): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** The channel's latest message, without a push: as if it came while Ada was away. */
  write(next: MessageView): void {
    this.messages.push(next);
    this.head = next.seq;
    this.#hello();
  }

  /** Somebody writes, and Ada's socket hears it. */
  async say(next: MessageView): Promise<void> {
    this.write(next);
    await this.hear(posted(next));
  }

  async hear(...pushes: Push[]): Promise<void> {
    for (const push of pushes) this.network.socket.deliver(push);
    await this.rest();
  }

  async loseConnection(code = 1006): Promise<void> {
    this.network.greets = false;
    this.network.cut(code);
    await this.rest(0);
  }

  async comeBack(): Promise<void> {
    this.network.greets = true;
    this.#hello();
    this.store.nudge();
    await this.rest(0);
    if (this.store.connection.value.state === "connecting") this.network.greet(); // called before
    await this.rest();
  }

  shown(store = this.store): string[] {
    return store.timeline("C1").value.messages.map((each) => each.id);
  }

  history(args: Record<string, unknown>): HistoryPage {
    const limit = 2;
    const before = Number(args["before"] ?? Infinity);
    if (args["after"] !== undefined) {
      const found = this.messages.filter((each) => each.seq > Number(args["after"]));
      const next = found.length > limit ? found[limit - 1]!.seq : null;
      return { items: found.slice(0, limit), next, newer: null, head: this.head };
    }
    const around = args["around"] === undefined ? undefined : Number(args["around"]);
    const older = this.messages.filter((each) => each.seq < before && each.seq <= (around ?? Infinity)).reverse();
    const items = older.slice(0, limit);
    const isLast = around === undefined || around >= this.head;
    return {
      items,
      next: older.length > limit ? items[items.length - 1]!.seq : null,
      newer: isLast ? null : items[0]!.seq,
      head: this.head,
    };
  }

  #hello(): void {
    const positions = { "c:C1": ["e1", this.head], "u:U-ADA": ["e1", 0], w: ["e1", 0], ...this.begun } as const;
    this.network.hello = { ...this.network.hello, me: ada, positions };
  }
}
