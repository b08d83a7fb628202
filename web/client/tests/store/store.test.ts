import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MessageView } from "../../src/protocol";
import { Refuse, SILENCE } from "../network";
import { ada, bob, callsAda, channel, chloe, inChannel, message, posted, push, read } from "./fixtures";
import { Hive } from "./hive";

let hive: Hive;
beforeEach(() => {
  vi.useFakeTimers();
  hive = new Hive();
});
afterEach(() => {
  hive.store.stop();
  vi.useRealTimers();
});

describe("the first load", () => {
  it("brings me, people, channels and counts", async () => {
    hive.reads = [read(1, { head: 3, unread: 2, mentions: 1 })];
    const store = await hive.start();
    expect(store.ready.value).toBe(true);
    expect(store.connection.value).toEqual({ state: "online" });
    expect(store.me.value?.name).toBe("Ada");
    expect(Object.keys(store.people.value)).toEqual([ada.id, bob.id]);
    expect(store.unread.value).toEqual({ C1: { unread: 2, mentions: 1 } });
    expect(store.totals.value).toEqual({ unread: 2, mentions: 1 });
  });

  it("holds back what is pushed meanwhile, and applies it after", async () => {
    hive.network.handlers["people.me"] = async () => {
      hive.network.socket.deliver(posted(message(4, callsAda)));
      return ada;
    };
    const store = await hive.start();
    expect(store.unread.value).toEqual({ C1: { unread: 1, mentions: 1 } });
  });

  it("is tried again when the server is busy", async () => {
    let tries = 0;
    hive.network.handlers["people.me"] = () => {
      tries += 1;
      if (tries === 1) throw new Refuse("unavailable");
      return ada;
    };
    const store = await hive.start();
    expect(store.ready.value).toBe(false);
    await hive.rest(2_000);
    expect(store.ready.value).toBe(true);
  });
});

describe("a channel on screen", () => {
  it("shows its latest messages, and older ones on request", async () => {
    const store = await hive.start();
    await store.actions.openChannel("C1");
    expect(hive.shown()).toEqual(["M2", "M3"]);
    expect(store.timeline("C1").value).toMatchObject({ status: "ready", hasOlder: true, hasNewer: false, openedAt: 3 });
    await store.actions.loadOlder("C1");
    expect(hive.shown()).toEqual(["M1", "M2", "M3"]);
    expect(store.timeline("C1").value.hasOlder).toBe(false);
    await hive.say(message(4));
    expect(hive.shown()).toEqual(["M1", "M2", "M3", "M4"]);
    await store.actions.openChannel("C1");
    expect(hive.network.asked("messages.history")).toHaveLength(2);
  });

  it("asks one page at a time", async () => {
    const store = await hive.start();
    await store.actions.openChannel("C1");
    await Promise.all([store.actions.loadOlder("C1"), store.actions.loadOlder("C1")]);
    expect(hive.network.asked("messages.history")).toHaveLength(2);
  });

  it("opens around a message, reads on to the present, and goes back to it", async () => {
    for (let seq = 4; seq <= 9; seq += 1) hive.write(message(seq));
    const store = await hive.start();
    await store.actions.openChannel("C1");
    await store.actions.openAround("C1", { message_id: "M4", seq: 4 });
    expect(hive.shown()).toEqual(["M3", "M4"]);
    expect(store.timeline("C1").value).toMatchObject({ target: "M4", hasNewer: true, hasOlder: true });
    await store.actions.loadNewer("C1");
    expect(hive.shown()).toEqual(["M3", "M4", "M5", "M6"]);
    await hive.say(message(10));
    expect(hive.shown()).toEqual(["M3", "M4", "M5", "M6"]);
    await store.actions.showLatest("C1");
    expect(hive.shown()).toEqual(["M8", "M9", "M10"]);
  });

  it.each([
    ["internal", "failed"],
    ["not_found", "absent"],
    ["invalid", "absent"],
  ])("says so when loading fails: %s is %s", async (code, status) => {
    const store = await hive.start();
    hive.network.handlers["messages.history"] = () => {
      throw new Refuse(code);
    };
    await expect(store.actions.openChannel("C1")).rejects.toMatchObject({ code });
    expect(store.timeline("C1").value.status).toBe(status);
  });

  it("keeps its identity while nothing of it changes", async () => {
    const store = await hive.start();
    await store.actions.openChannel("C1");
    const before = store.timeline("C1").value;
    await hive.hear(push("w", 1, "person.updated", { person: { ...bob, name: "Robert" } }));
    expect(store.timeline("C1").value).toBe(before);
    expect(store.person(bob.id)?.name).toBe("Robert");
  });
});

describe("posting", () => {
  /** The server stores and answers; the push comes before or after the answer, as told. */
  function serverStores(order: "push first" | "answer first" | "answer only") {
    const sent = new Map<unknown, MessageView>();
    hive.network.handlers["messages.post"] = (args) => {
      const first = sent.get(args["client_id"]);
      if (first) return first;
      const { text, client_id } = args as { text: string; client_id: string };
      const stored = message(hive.head + 1, { author_id: ada.id, text, client_id });
      sent.set(client_id, stored);
      hive.write(stored);
      if (order === "push first") hive.network.socket.deliver(posted(stored));
      if (order === "answer first") setTimeout(() => hive.network.socket.deliver(posted(stored)), 10);
      return stored;
    };
  }

  it.each(["push first", "answer first"] as const)("shows the message once: %s", async (order) => {
    serverStores(order);
    const store = await hive.start();
    await store.actions.openChannel("C1");
    store.actions.post({ channel_id: "C1", text: "hello" });
    expect(store.timeline("C1").value.pending).toMatchObject([{ text: "hello", state: "sending" }]);
    const seen: number[] = [];
    for (let step = 0; step < 5; step += 1) {
      await hive.rest(5);
      const { messages, pending } = store.timeline("C1").value;
      seen.push(messages.filter((each) => each.text === "hello").length + pending.length);
    }
    expect(seen).toEqual([1, 1, 1, 1, 1]);
    expect(store.timeline("C1").value.pending).toEqual([]);
    expect(hive.shown()).toEqual(["M2", "M3", "M4"]);
    expect(store.unread.value).toEqual({});
  });

  it("is kept while offline and sent in order when the connection is back", async () => {
    serverStores("push first");
    const store = await hive.start();
    await store.actions.openChannel("C1");
    await hive.loseConnection();
    store.actions.post({ channel_id: "C1", text: "one" });
    store.actions.post({ channel_id: "C1", text: "two" });
    expect(store.timeline("C1").value.pending.map((mine) => mine.state)).toEqual(["waiting", "waiting"]);
    await hive.comeBack();
    expect(hive.network.asked("messages.post").map(({ args }) => args["text"])).toEqual(["one", "two"]);
    expect(store.timeline("C1").value.messages.slice(-2).map((each) => each.text)).toEqual(["one", "two"]);
  });

  it("is sent again under the same client_id when the answer was lost, and stands there once", async () => {
    serverStores("answer only");
    const answer = hive.network.handlers["messages.post"]!;
    hive.network.handlers["messages.post"] = (args, request) => {
      answer(args, request);
      return SILENCE;
    };
    const store = await hive.start();
    await store.actions.openChannel("C1");
    store.actions.post({ channel_id: "C1", text: "hello" });
    await hive.rest();
    await hive.loseConnection();
    hive.network.handlers["messages.post"] = answer;
    hive.network.handlers["streams.resume"] = () => {
      hive.network.socket.deliver(posted(hive.messages[hive.messages.length - 1]!));
      return { resumed: 1, reset: [] };
    };
    await hive.comeBack();
    expect(store.timeline("C1").value.pending).toEqual([]);
    expect(hive.shown()).toEqual(["M2", "M3", "M4"]);
  });

  it("keeps the order within a channel: one at a time", async () => {
    const answers: Array<() => void> = [];
    hive.network.handlers["messages.post"] = (args) =>
      new Promise((resolve) => answers.push(() => resolve(message(9, { text: String(args["text"]) }))));
    const store = await hive.start();
    store.actions.post({ channel_id: "C1", text: "one" });
    store.actions.post({ channel_id: "C1", text: "two" });
    await hive.rest();
    expect(hive.network.asked("messages.post")).toHaveLength(1);
    answers[0]!();
    await hive.rest();
    expect(hive.network.asked("messages.post")).toHaveLength(2);
  });

  it("waits as long as the server asks, then sends again", async () => {
    serverStores("push first");
    const stores = hive.network.handlers["messages.post"]!;
    hive.network.handlers["messages.post"] = () => {
      throw new Refuse("limited", 5);
    };
    const store = await hive.start();
    store.actions.post({ channel_id: "C1", text: "hello" });
    await hive.rest();
    hive.network.handlers["messages.post"] = stores;
    await hive.rest(4_800);
    expect(hive.network.asked("messages.post")).toHaveLength(1);
    await hive.rest(300);
    expect(hive.network.asked("messages.post")).toHaveLength(2);
  });

  it("that is refused stays, to be tried again or thrown away, and does not hold up the next", async () => {
    serverStores("push first");
    const stores = hive.network.handlers["messages.post"]!;
    hive.network.handlers["messages.post"] = (args, request) => {
      if (args["text"] === "bad") throw new Refuse("not_allowed");
      return stores(args, request);
    };
    const store = await hive.start();
    await store.actions.openChannel("C1");
    const bad = store.actions.post({ channel_id: "C1", text: "bad" });
    store.actions.post({ channel_id: "C1", text: "good" });
    await hive.rest();
    expect(store.timeline("C1").value.pending).toMatchObject([
      { client_id: bad, state: "failed", error: { code: "not_allowed" } },
    ]);
    expect(store.timeline("C1").value.messages.at(-1)?.text).toBe("good");
    store.actions.retry(bad);
    await hive.rest();
    expect(hive.network.asked("messages.post")).toHaveLength(3);
    store.actions.discard(bad);
    expect(store.timeline("C1").value.pending).toEqual([]);
  });

  it("outlives the tab: another one sends what was kept", async () => {
    serverStores("push first");
    await hive.start();
    await hive.loseConnection();
    hive.store.actions.post({ channel_id: "C1", text: "kept" });
    hive.store.actions.setDraft("C1", null, { text: "half a thought", files: [] });
    hive.store.stop();
    hive.network.greets = true;
    const next = await hive.start(hive.tab());
    expect(hive.network.asked("messages.post").map(({ args }) => args["text"])).toEqual(["kept"]);
    expect(next.draft("C1").text).toBe("half a thought");
    next.stop();
  });
});

describe("after a break", () => {
  it("asks for what was missed and applies it once", async () => {
    const store = await hive.start();
    await store.actions.openChannel("C1");
    await hive.say(message(4));
    await hive.loseConnection();
    expect(store.connection.value.state).toBe("waiting");
    hive.write(message(5));
    hive.network.handlers["streams.resume"] = (args) => {
      expect(args["positions"]).toMatchObject({ "c:C1": ["e1", 4] });
      hive.network.socket.deliver(posted(message(4)));
      hive.network.socket.deliver(posted(message(5)));
      return { resumed: 1, reset: [] };
    };
    await hive.comeBack();
    expect(store.connection.value.state).toBe("online");
    expect(hive.shown()).toEqual(["M2", "M3", "M4", "M5"]);
    expect(store.unread.value).toEqual({ C1: { unread: 2, mentions: 0 } });
  });

  it("counts who came to a channel before it was heard", async () => {
    const store = await hive.start();
    await hive.loseConnection();
    hive.begun = { "c:C2": ["e1", 3] };
    const joined = channel({ id: "C2", name: "orchard", member_count: 1, head: 1 });
    hive.network.handlers["streams.resume"] = () => {
      hive.network.socket.deliver(push("u:U-ADA", 1, "channel.joined", { channel: joined }));
      return { resumed: 1, reset: [] };
    };
    hive.network.handlers["channels.list"] = () => ({ items: [channel(), { ...joined, member_count: 3, head: 3 }], next: null });
    await hive.comeBack();
    await hive.rest(400);
    expect(store.channels.value["C2"]?.member_count).toBe(3);
  });

  it("loads afresh the streams that cannot be replayed", async () => {
    const store = await hive.start();
    await store.actions.openChannel("C1");
    await hive.loseConnection();
    for (let seq = 40; seq <= 42; seq += 1) hive.write(message(seq));
    hive.reads = [read(3, { head: 42, unread: 3 })];
    hive.network.handlers["streams.resume"] = () => ({ resumed: 0, reset: ["c:C1"] });
    await hive.comeBack();
    await hive.rest(400);
    expect(hive.shown()).toEqual(["M41", "M42"]);
    expect(store.unread.value).toEqual({ C1: { unread: 3, mentions: 0 } });
    await hive.say(message(43));
    expect(hive.shown()).toEqual(["M41", "M42", "M43"]);
  });

  it("loads everything when the store was restored: a new epoch", async () => {
    const store = await hive.start();
    await store.actions.openChannel("C1");
    await hive.loseConnection();
    hive.messages = [message(1), message(2, { text: "restored" })];
    hive.head = 2;
    hive.network.hello = { ...hive.network.hello, epoch: "e2" };
    await hive.comeBack();
    expect(hive.network.asked("streams.resume")).toEqual([]);
    expect(store.timeline("C1").value.messages.map((each) => each.text)).toEqual(["text 1", "restored"]);
  });

  it("forgets neither read marks nor whose presence was watched", async () => {
    hive.network.handlers["presence.watch"] = () => ({ items: [{ person_id: bob.id, state: "online", dnd: false }], next: null });
    hive.network.handlers["reads.mark"] = (args) => read(Number(args["seq"]));
    const store = await hive.start();
    await hive.say(message(4));
    store.actions.watchPresence([bob.id]);
    await hive.rest();
    expect(store.presence(bob.id).state).toBe("online");
    await hive.loseConnection();
    store.actions.markRead("C1");
    await hive.rest(1_000);
    await hive.comeBack();
    expect(hive.network.asked("reads.mark").at(-1)?.args).toEqual({ channel_id: "C1", seq: 4, forward: true });
    expect(hive.network.asked("presence.watch")).toHaveLength(2);
  });
});

describe("a gap", () => {
  it("is filled by resuming that stream from where it stood", async () => {
    const store = await hive.start();
    await store.actions.openChannel("C1");
    hive.network.handlers["streams.resume"] = (args) => {
      expect(args).toEqual({ positions: { "c:C1": ["e1", 3] } });
      for (const seq of [4, 5, 6]) hive.network.socket.deliver(posted(message(seq)));
      return { resumed: 3, reset: [] };
    };
    await hive.hear(posted(message(5)), posted(message(6)));
    expect(hive.network.asked("streams.resume")).toHaveLength(1);
    expect(hive.shown()).toEqual(["M2", "M3", "M4", "M5", "M6"]);
    expect(store.unread.value["C1"]?.unread).toBe(3);
  });
});

describe("reading", () => {
  it("counts down at once and tells the server a second later, once", async () => {
    hive.network.handlers["reads.mark"] = (args) => read(Number(args["seq"]));
    const store = await hive.start();
    await hive.say(message(4));
    await hive.say(message(5));
    store.actions.markRead("C1", 4);
    store.actions.markRead("C1");
    expect(store.unread.value).toEqual({});
    expect(hive.network.asked("reads.mark")).toEqual([]);
    await hive.rest(1_000);
    expect(hive.network.asked("reads.mark").map(({ args }) => args)).toEqual([{ channel_id: "C1", seq: 5, forward: true }]);
  });

  it("can be undone: the server counts again", async () => {
    hive.network.handlers["reads.mark"] = (args) => read(Number(args["seq"]), { head: 3, unread: 2 });
    const store = await hive.start();
    await store.actions.markUnread(message(2));
    expect(store.unread.value["C1"]?.unread).toBe(2);
  });
});

describe("people", () => {
  it("that a screen names and nobody knows are fetched together, once", async () => {
    hive.network.handlers["people.get"] = (args) => ({
      items: (args["person_ids"] as string[]).filter((id) => id === chloe.id).map(() => chloe),
      next: null,
    });
    const store = await hive.start();
    expect(store.person(chloe.id)).toBeUndefined();
    store.person("U-GONE");
    await hive.rest();
    expect(store.person(chloe.id)?.name).toBe("Chloé");
    store.person("U-GONE");
    await hive.rest();
    expect(hive.network.asked("people.get")).toHaveLength(1);
  });

  it("who type are shown for six seconds", async () => {
    const store = await hive.start();
    await hive.hear({ stream: "c:C1", epoch: "e1", event: "typing.started", data: { channel_id: "C1", person_id: bob.id } } as never);
    expect(store.typing("C1")).toEqual([bob.id]);
    await hive.rest(6_000);
    expect(store.typing("C1")).toEqual([]);
  });

  it("hear that I type at most once in three seconds", async () => {
    hive.network.handlers["typing.start"] = () => ({});
    const store = await hive.start();
    for (let step = 0; step < 10; step += 1) {
      store.actions.typing("C1");
      await hive.rest(500);
    }
    expect(hive.network.asked("typing.start")).toHaveLength(2);
  });
});

describe("the network", () => {
  it("that the browser says is gone is told at once, and back with the next answer of a new connection", async () => {
    const store = await hive.start();
    hive.networkUp = false;
    store.nudge();
    expect(store.connection.value.state).toBe("offline");
    hive.networkUp = true;
    store.nudge();
    expect(store.connection.value.state).toBe("online");
  });

  it("that goes without a word is told before the socket is given up", async () => {
    const store = await hive.start();
    hive.network.answersPings = false;
    await hive.rest(28_000);
    expect(store.connection.value.state).toBe("quiet");
    await hive.rest(8_000);
    expect(hive.network.sockets.length).toBeGreaterThan(1);
  });
});

describe("presence", () => {
  it("is unknown before anything is heard of it", async () => {
    const store = await hive.start();
    expect(store.presence(bob.id).unknown).toBe(true);
    await hive.hear({ stream: "p", event: "presence.changed", data: { people: [{ person_id: bob.id, state: "offline", dnd: false }] } } as never);
    expect(store.presence(bob.id)).toEqual({ state: "offline", dnd: false });
  });
});

describe("finding people", () => {
  it("keeps them without what was said of a channel", async () => {
    const store = await hive.start();
    hive.network.handlers["people.list"] = () => ({ items: [{ ...chloe, in_channel: true }], next: null });
    const found = await store.actions.findPeople("chl", { channel_id: "C1" });
    expect(found[0]!.in_channel).toBe(true);
    expect(hive.network.asked("people.list").at(-1)!.args).toMatchObject({ query: "chl", channel_id: "C1" });
    expect(store.people.value[chloe.id]).toEqual(chloe);
  });
});

describe("reactions", () => {
  it("toggle by what is there now", async () => {
    hive.network.handlers["reactions.add"] = () => ({});
    hive.network.handlers["reactions.remove"] = () => ({});
    const store = await hive.start();
    await store.actions.openChannel("C1");
    await store.actions.toggleReaction(message(3), "bee");
    await hive.hear(inChannel(4, "reaction.added", { message_id: "M3", channel_id: "C1", emoji: "bee", person_id: ada.id }));
    await store.actions.toggleReaction(message(3), "bee");
    expect(hive.network.requests.slice(-2).map(({ op }) => op)).toEqual(["reactions.add", "reactions.remove"]);
  });
});

describe("a public channel that I am not in", () => {
  it("is heard while it is on screen", async () => {
    hive.network.handlers["streams.watch"] = () => ({ positions: { "c:C2": ["e1", 8] } });
    hive.network.handlers["streams.unwatch"] = () => ({});
    hive.network.handlers["channels.list"] = () => ({
      items: [{ id: "C2", name: "lobby", kind: "public", joined: false, created_at: 1, member_count: 1 }],
      next: null,
    });
    hive.network.handlers["messages.history"] = () => ({ items: [message(8, { channel_id: "C2" })], next: null, newer: null, head: 8 });
    const store = await hive.start();
    await store.actions.openChannel("C2");
    await hive.hear(push("c:C2", 9, "message.posted", { message: message(9, { channel_id: "C2" }) }));
    expect(store.timeline("C2").value.messages.map((each) => each.id)).toEqual(["M8", "M9"]);
    expect(store.unread.value).toEqual({});
    store.actions.closeChannel("C2");
    await hive.rest();
    expect(hive.network.asked("streams.unwatch").at(-1)?.args).toEqual({ streams: ["c:C2"] });
    expect(store.timeline("C2").value.messages).toEqual([]);
  });
});
