import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CACHE, CacheDatabase } from "../../src/store/cache/database";
import type { RunningStore } from "../../src/store/create";
import { SILENCE } from "../network";
import { ada, bob, channel, inChannel, message, posted, push, read, reply } from "./fixtures";
import type { Hive } from "./hive";
import { Browser, makeLocks, rest } from "./keeping";

let browser: Browser;
let hive: Hive;

beforeEach(() => {
  browser = new Browser();
  hive = browser.hive;
});
afterEach(() => browser.end());

const open = (online = true) => browser.open(online);

/** Open a tab that shows C1, let the cache be written, close it. */
async function visit(during?: (store: RunningStore) => Promise<unknown>): Promise<void> {
  const store = await open();
  await during?.(store);
  await browser.close(store);
}

describe("the cache", () => {
  it("shows what was there, with no network at all", async () => {
    hive.reads = [read(1, { head: 3, unread: 2 })];
    await visit();
    const store = await open(false);
    expect(store.ready.value).toBe(true);
    expect(store.me.value?.name).toBe("Ada");
    expect(store.people.value[bob.id]?.name).toBe("Bob");
    expect(store.unread.value).toEqual({ C1: { unread: 2, mentions: 0 } });
    expect(hive.shown(store)).toEqual(["M2", "M3"]);
    await store.actions.openChannel("C1");
    expect(store.timeline("C1").value.status).toBe("ready");
    expect(store.connection.value.state).not.toBe("online");
  });

  it("costs what was missed and no more, once the network is there", async () => {
    await visit();
    hive.write(message(4));
    hive.network.requests = [];
    hive.network.handlers["streams.resume"] = () => {
      hive.network.socket.deliver(posted(message(4)));
      return { resumed: 1, reset: [] };
    };
    const store = await open();
    expect(hive.network.asked("streams.resume")[0]!.args["positions"]).toMatchObject({ "c:C1": ["e1", 3] });
    expect(hive.shown(store)).toEqual(["M2", "M3", "M4"]);
    expect(store.connection.value.state).toBe("online");
    for (const op of ["channels.list", "people.list", "reads.list", "messages.history"]) {
      expect(hive.network.asked(op), op).toEqual([]);
    }
  });

  it("gives way to the server where that has begun anew", async () => {
    await visit();
    hive.messages = [message(9)];
    hive.head = 9;
    hive.network.hello = { ...hive.network.hello, epoch: "e2", positions: { "c:C1": ["e2", 9], "u:U-ADA": ["e2", 0], w: ["e2", 0] } };
    const store = await open();
    await store.actions.openChannel("C1");
    expect(hive.shown(store)).toEqual(["M9"]);
  });

  it("knows what was seen and understood, and asks again once it can", async () => {
    browser.hive.network.handlers["posts.ack"] = () => ({ mine: true, done: 1, asked: 3 });
    const first = await browser.open();
    await first.actions.loadAck("M1");
    await rest(2_000);
    await browser.close(first);
    const store = await browser.open(false);
    expect(store.acks.value["M1"]).toEqual({ mine: true, done: 1, asked: 3, stale: true });
  });

  it("keeps a thread that was read", async () => {
    hive.network.handlers["threads.replies"] = () => ({ items: [reply(5, "M3")], next: null, head: 5 });
    await visit((store) => store.actions.openThread("C1", "M3"));
    const store = await open(false);
    await store.actions.openThread("C1", "M3");
    expect(store.thread("M3").value.messages.map((each) => each.id)).toEqual(["M5"]);
    expect(store.thread("M3").value.root?.id).toBe("M3");
  });

  it("holds back what is pushed before it has been read", async () => {
    await visit();
    hive.network.handlers["streams.resume"] = () => ({ resumed: 0, reset: [] });
    hive.network.greets = false;
    const store = hive.tab();
    browser.stores.push(store);
    hive.store = store;
    store.start();
    hive.network.greet();
    hive.network.socket.deliver(posted(message(4)));
    await browser.look(store);
    expect(hive.shown(store)).toEqual(["M2", "M3", "M4"]);
  });

  it("is for one person: another begins anew", async () => {
    await visit();
    hive.network.hello = { ...hive.network.hello, me: bob };
    await open();
    expect(hive.strangers).toBe(1);
    hive.network.handlers["people.me"] = () => ({ ...ada, ...bob });
    const store = await open(false);
    expect(store.ready.value).toBe(false);
    expect(store.me.value).toBeNull();
  });

  it("is not shown for a moment on a page that was made for another", async () => {
    await visit();
    hive.pageFor = bob.id;
    expect((await open(false)).ready.value).toBe(false);
    hive.pageFor = ada.id;
    expect((await open(false)).ready.value).toBe(true);
  });

  it("is empty after the session has ended", async () => {
    await visit();
    const store = await open();
    hive.network.cut(4100);
    await rest();
    expect(store.connection.value.state).toBe("signed-out");
    store.stop();
    expect((await open(false)).ready.value).toBe(false);
  });

  it("is dropped without noise where its shape is another's", async () => {
    await visit();
    const db = await openDB(CACHE);
    await db.put("about", { ...(await db.get("about", "about")), shape: "older" }, "about");
    db.close();
    expect((await open(false)).ready.value).toBe(false);
    await open();
    expect(hive.store.ready.value).toBe(true);
  });

  it("costs nothing but itself where there is no database", async () => {
    const forbidden = () => {
      throw new Error("forbidden");
    };
    globalThis.indexedDB = { open: forbidden, deleteDatabase: forbidden } as unknown as IDBFactory;
    const store = await open();
    await store.actions.openChannel("C1");
    await rest(3_000);
    expect(hive.shown(store)).toEqual(["M2", "M3"]);
  });

  it("is not waited for where the disk never answers", async () => {
    const Request = IDBOpenDBRequest as unknown as new () => IDBOpenDBRequest;
    const silent = () => new Request();
    globalThis.indexedDB = { open: silent, deleteDatabase: silent } as unknown as IDBFactory;
    hive.network.handlers["messages.post"] = () => SILENCE;
    const store = await open();
    expect(store.ready.value).toBe(false);
    await rest(3_000);
    expect(store.ready.value).toBe(true);
    store.actions.post({ channel_id: "C1", text: "all the same" });
    expect(store.timeline("C1").value.pending).toMatchObject([{ text: "all the same", state: "sending" }]);
  });

  it("leaves out a channel that stands elsewhere than the rest", async () => {
    await visit();
    const db = await openDB(CACHE);
    await db.put("stamps", { position: ["e1", 2], usedAt: 1 }, "C1");
    db.close();
    const store = await open(false);
    expect(store.ready.value).toBe(true);
    expect(hive.shown(store)).toEqual([]);
  });

  it("follows two tabs: whichever writes last tells one moment", async () => {
    const first = await open();
    await rest(3_000);
    const second = await open();
    await hive.hear(posted(message(4)));
    await rest(3_000);
    hive.network.sockets[0]!.deliver(push("w", 1, "person.updated", { person: { ...bob, name: "Robert" } }));
    await rest(3_000);
    for (const store of [first, second]) store.stop();
    const third = await open(false);
    // Either moment is a true one: the first tab has not heard the fourth message.
    expect(hive.shown(third)).toEqual(["M2", "M3"]);
    hive.network.handlers["streams.resume"] = (args) => {
      const [, seq] = (args["positions"] as Record<string, [string, number]>)["c:C1"]!;
      if (seq < 4) hive.network.socket.deliver(posted(message(4)));
      return { resumed: 1, reset: [] };
    };
    await hive.comeBack();
    await rest();
    expect(hive.shown(third)).toEqual(["M2", "M3", "M4"]);
  });

  it("is written by one tab alone where there are locks, by the next once that is gone", async () => {
    browser.hive.locks = makeLocks();
    const write = vi.spyOn(CacheDatabase.prototype, "write");
    const first = await browser.open();
    await rest(3_000);
    await browser.open();
    await rest(3_000);
    expect(new Set(write.mock.contexts).size).toBe(1);
    await browser.close(first);
    await rest(3_000);
    expect(new Set(write.mock.contexts).size).toBe(2);
    write.mockRestore();
  });

  it("keeps a hundred and fifty channels, those used last", async () => {
    const ids = Array.from({ length: 155 }, (_, at) => `C${at + 1}`);
    hive.network.handlers["channels.list"] = () => ({ items: ids.map((id) => channel({ id, head: 3 })), next: null });
    const positions = Object.fromEntries(ids.map((id) => [`c:${id}`, ["e1", 3] as const]));
    hive.network.hello = { ...hive.network.hello, positions: { ...positions, "u:U-ADA": ["e1", 0], w: ["e1", 0] } };
    hive.network.handlers["messages.history"] = ({ channel_id }) => ({
      items: [message(3, { id: `${channel_id as string}-M3`, channel_id: channel_id as string })],
      next: null,
      head: 3,
    });
    await visit(async (store) => {
      for (const id of ids) {
        await store.actions.openChannel(id);
        store.actions.closeChannel(id);
        await rest(1_600);
      }
    });
    const db = await openDB(CACHE);
    const kept = await db.getAllKeys("channels");
    db.close();
    expect(kept).toHaveLength(150);
    expect(kept).toContain("C155");
    expect(kept).not.toContain("C2");
  });

  it("has channels that nobody opened, unless data is to be spared", async () => {
    const others = ["C2", "C3"].map((id) => channel({ id, head: 3, starred: id === "C3" }));
    hive.network.handlers["channels.list"] = () => ({ items: [channel({ head: 3 }), ...others], next: null });
    const positions = { "c:C1": ["e1", 3], "c:C2": ["e1", 3], "c:C3": ["e1", 3], "u:U-ADA": ["e1", 0], w: ["e1", 0] } as const;
    hive.network.hello = { ...hive.network.hello, positions };
    hive.network.handlers["messages.history"] = ({ channel_id }) => ({
      items: [message(3, { id: `${channel_id as string}-M3`, channel_id: channel_id as string })],
      next: null,
      head: 3,
    });
    const asked = () => hive.network.asked("messages.history").map(({ args }) => args["channel_id"]);
    await browser.close(await open());
    expect(asked()).toEqual(["C1"]);
    hive.frugal = false;
    const store = await open();
    await rest(8_000);
    expect(asked()).toEqual(["C1", "C3", "C2"]);
    await browser.close(store);
    const again = await open(false);
    await again.actions.openChannel("C2");
    expect(again.timeline("C2").value.messages.map((each) => each.id)).toEqual(["C2-M3"]);
  });

  it("writes what changed and no more", async () => {
    const others = Array.from({ length: 10 }, (_, at) => channel({ id: `C${at + 2}`, head: 3 }));
    hive.network.handlers["channels.list"] = () => ({ items: [channel({ head: 3 }), ...others], next: null });
    const streams = others.map(({ id }) => [`c:${id}`, ["e1", 3] as const] as const);
    const positions = { "c:C1": ["e1", 3] as const, "u:U-ADA": ["e1", 0] as const, w: ["e1", 0] as const };
    hive.network.hello = { ...hive.network.hello, positions: { ...positions, ...Object.fromEntries(streams) } };
    const store = await open();
    for (const { id } of others) await store.actions.openChannel(id);
    await rest(3_000);
    const put = vi.spyOn(IDBObjectStore.prototype, "put");
    await hive.hear(posted(message(4)));
    await rest(3_000);
    const written = put.mock.contexts.map((each) => (each as IDBObjectStore).name);
    expect(written.filter((name) => name === "channels")).toEqual(["channels"]);
    put.mockRestore();
  });

  it("tells of edits and reactions as they were when it was written", async () => {
    await visit(() =>
      hive.hear(
        inChannel(4, "message.edited", { channel_id: "C1", message_id: "M3", message_seq: 3, text: "mended", spans: [], edited_at: 9 } as never),
        push("w", 1, "person.updated", { person: { ...bob, name: "Robert" } }),
      ),
    );
    const store = await open(false);
    expect(store.message("C1", "M3")?.text).toBe("mended");
    expect(store.people.value[bob.id]?.name).toBe("Robert");
  });
});
