import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MessageView, ReadView } from "../../src/protocol";
import type { RunningStore } from "../../src/store/create";
import { channel, inChannel, message, read, reply } from "./fixtures";
import type { Hive } from "./hive";
import { Browser, rest } from "./keeping";

let browser: Browser;
let hive: Hive;

beforeEach(() => {
  browser = new Browser();
  hive = browser.hive;
  hive.frugal = false;
});
afterEach(() => browser.end());

const follows = (id: string, change: Partial<ReadView> = {}): ReadView => ({
  ...read(1, { thread_id: id, thread_channel_id: "C1", head: 3, ...change }),
  channel_id: null,
});

/** As many channels of mine as named, each with one message. */
function channels(...ids: string[]): void {
  const mine = ids.map((id) => channel({ id, head: 3, muted: id.startsWith("muted") }));
  hive.network.handlers["channels.list"] = () => ({ items: mine, next: null });
  const positions = Object.fromEntries(ids.map((id) => [`c:${id}`, ["e1", 3] as const]));
  hive.network.hello = { ...hive.network.hello, positions: { ...positions, "u:U-ADA": ["e1", 0], w: ["e1", 0] } };
  hive.network.handlers["messages.history"] = ({ channel_id }) => ({
    items: [message(3, { id: `${channel_id as string}-M3`, channel_id: channel_id as string })],
    next: null,
    head: 3,
  });
}

const fetched = () => hive.network.asked("messages.history").map(({ args }) => args["channel_id"] as string);

/** Ada follows three threads in C1, two of them old; nobody opens any. */
function threads(): void {
  const old: Record<string, MessageView> = { OLD: message(1, { id: "OLD" }) };
  hive.messages = [1, 2, 3, 4, 5].map((seq) => old[seq === 1 ? "OLD" : ""] ?? message(seq));
  hive.reads = [read(3), follows("M3"), follows("OLD", { unread: 2 }), follows("M2")];
  hive.network.handlers["messages.get"] = ({ message_id }) => old[message_id as string] ?? hive.messages.find(({ id }) => id === message_id);
  hive.network.handlers["threads.list"] = () => ({
    items: [{ thread_id: "M3", channel_id: "C1", root: message(3), last_reply: reply(7, "M3", { id: "R-M3" }) }],
    next: null,
  });
  hive.network.handlers["threads.replies"] = ({ thread_id }) => ({
    items: [reply(7, thread_id as string, { id: `R-${thread_id as string}` })],
    next: null,
    head: hive.head,
  });
}

async function offline(): Promise<RunningStore> {
  const store = await browser.open(false);
  expect(store.connection.value.state).not.toBe("online");
  return store;
}

describe("threads that I follow", () => {
  it("can be read without a network though I never opened them, those with something new first", async () => {
    threads();
    const store = await browser.open();
    await rest(20_000);
    expect(hive.network.asked("threads.replies").map(({ args }) => args["thread_id"])).toEqual(["OLD", "M3"]);
    await browser.close(store);
    const away = await offline();
    for (const id of ["OLD", "M3"]) {
      await away.actions.openThread("C1", id);
      const { root, status, messages } = away.thread(id).value;
      expect([root?.id, status, messages.map((each) => each.id)]).toEqual([id, "ready", [`R-${id}`]]);
    }
  });

  it("have their root at once where only that is here", async () => {
    threads();
    hive.frugal = true;
    await browser.close(await browser.open());
    const away = await offline();
    await away.actions.openThread("C1", "M5");
    expect(away.thread("M5").value).toMatchObject({ status: "loading", root: { id: "M5" } });
  });

  it("are fetched also where the news comes later", async () => {
    hive.reads = [read(3), follows("M3")];
    const store = await browser.open();
    await rest(10_000);
    expect(hive.network.asked("threads.replies")).toEqual([]);
    threads();
    await hive.hear(inChannel(4, "message.posted", { message: reply(4, "M3") }));
    await rest(70_000);
    expect(hive.network.asked("threads.replies").map(({ args }) => args["thread_id"])).toEqual(["M3"]);
    store.stop();
  });
});

describe("channels", () => {
  it("are fetched slowly beyond the first, muted ones last", async () => {
    const many = Array.from({ length: 60 }, (_, at) => `C${at + 1}`);
    channels("muted-1", ...many);
    await browser.open();
    await rest(33_000);
    const soon = fetched().length;
    expect(soon).toBeGreaterThan(40);
    expect(soon).toBeLessThan(61);
    await rest(600_000);
    expect(new Set(fetched())).toEqual(new Set([...many, "muted-1"]));
    expect(fetched().at(-1)).toBe("muted-1");
  });

  it("beyond the first wait for a network that costs nothing", async () => {
    hive.metered = true;
    channels("muted-1", "C1", "C2");
    await browser.open();
    await rest(200_000);
    expect(fetched()).toEqual(["C1", "C2"]);
    hive.metered = false;
    await rest(70_000);
    expect(fetched()).toEqual(["C1", "C2", "muted-1"]);
  });

  it("are passed over where they cannot be read", async () => {
    channels("C1", "C2", "C3");
    const history = hive.network.handlers["messages.history"]!;
    const { Refuse } = await import("../network");
    hive.network.handlers["messages.history"] = (args, request) => {
      if (args["channel_id"] === "C2") throw new Refuse("not_found");
      return history(args, request);
    };
    await browser.open();
    await rest(60_000);
    expect(fetched()).toEqual(["C1", "C2", "C3"]);
  });
});

describe("lists", () => {
  const saved = { message: message(2), saved_at: 5 };

  it("are kept as they were last read", async () => {
    hive.network.handlers["saved.list"] = () => ({ items: [saved], next: null });
    hive.network.handlers["channels.members"] = () => ({ items: [{ person_id: "U-BOB", role: "member", joined_at: 1 }], next: null });
    const store = await browser.open();
    await rest(20_000);
    await browser.close(store);
    const away = await offline();
    expect(away.lastPage("saved")).toEqual([saved]);
    expect(away.lastPage("mentions")).toEqual([]);
    expect(away.lastPage("members/C1")).toEqual([{ person_id: "U-BOB", role: "member", joined_at: 1 }]);
    expect(away.lastPage("pins/C1")).toEqual([]);
    expect(away.lastPage("pins/C2")).toBeNull();
  });

  it("lose what is deleted, and take what is saved", async () => {
    hive.network.handlers["saved.list"] = () => ({ items: [saved], next: null });
    const store = await browser.open();
    await rest(10_000);
    hive.network.socket.deliver({ stream: "u:U-ADA", epoch: "e1", seq: 1, event: "message.saved", data: { message_id: "M3", channel_id: "C1", saved_at: 9 } });
    await hive.hear(inChannel(4, "message.deleted", { channel_id: "C1", message_id: "M2", message_seq: 2, stays: false } as never));
    expect(store.lastPage("saved")).toMatchObject([{ message: { id: "M3" }, saved_at: 9 }]);
  });

  it("tell nothing of a channel that I have left", async () => {
    hive.network.handlers["saved.list"] = () => ({ items: [saved], next: null });
    const store = await browser.open();
    await rest(10_000);
    hive.network.socket.deliver({ stream: "u:U-ADA", epoch: "e1", seq: 1, event: "channel.left", data: { channel_id: "C1", member_count: 1 } });
    await rest();
    expect(store.lastPage("saved")).toEqual([]);
    expect(store.lastPage("members/C1")).toBeNull();
  });
});
