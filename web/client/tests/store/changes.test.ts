import { beforeEach, describe, expect, it } from "vitest";
import type { RunningStore } from "../../src/store/create";
import { Refuse } from "../network";
import { ada, bob, inChannel, message, push, read } from "./fixtures";
import { rest } from "./keeping";
import { been, browser, eachWithABrowser, hive, online } from "./sending";

eachWithABrowser();

describe("what is done offline to what is there", () => {
  const m3 = (store: RunningStore) => store.timeline("C1").value.messages.find((each) => each.id === "M3");
  const asked = (...ops: string[]) => hive.network.requests.filter((request) => ops.includes(request.op)).map(({ op, args }) => ({ op, ...args }));

  beforeEach(() => {
    hive.messages[2] = message(3, { author_id: ada.id });
    for (const op of ["messages.edit", "messages.delete", "reactions.add", "reactions.remove", "saved.add", "saved.remove", "recommendations.add"]) {
      hive.network.handlers[op] = () => ({});
    }
    hive.network.handlers["reads.mark"] = ({ seq }) => read(seq as number);
  });

  it("shows an edit at once, keeps it over a restart, and sends the last word", async () => {
    await been();
    const store = await browser.open(false);
    await store.actions.edit(m3(store)!, "better");
    expect(m3(store)?.text).toBe("better");
    expect(store.changesOf("M3")).toMatchObject([{ kind: "edit", state: "waiting" }]);
    await browser.close(store);
    const again = await browser.open(false);
    expect(m3(again)?.text).toBe("better");
    await again.actions.edit(m3(again)!, "best");
    await online();
    expect(asked("messages.edit")).toEqual([{ op: "messages.edit", message_id: "M3", text: "best" }]);
    await hive.hear(
      inChannel(hive.head + 1, "message.edited", { channel_id: "C1", message_id: "M3", message_seq: 3, text: "best", spans: [], edited_at: 9 } as never),
    );
    await rest();
    expect(m3(again)?.text).toBe("best");
    expect(again.changesOf("M3")).toEqual([]);
    expect(again.unsent.value).toBe(0);
  });

  it("hides what I deleted, and shows it again where that was refused", async () => {
    await been();
    const store = await browser.open(false);
    await store.actions.deleteMessage(m3(store)!);
    expect(m3(store)).toBeUndefined();
    hive.network.handlers["messages.delete"] = () => {
      throw new Refuse("not_allowed");
    };
    await online();
    expect(m3(store)?.id).toBe("M3");
    expect(store.changesOf("M3")).toMatchObject([{ kind: "delete", state: "failed", error: { code: "not_allowed" } }]);
    store.actions.discard(store.changesOf("M3")[0]!.id);
    expect(store.changesOf("M3")).toEqual([]);
  });

  it("recommends at once, and says so once it can", async () => {
    await been();
    const store = await browser.open(false);
    await store.actions.toggleRecommended(m3(store)!);
    expect(m3(store)?.recommended_by).toEqual([ada.id]);
    await online();
    expect(asked("recommendations.add")).toEqual([{ op: "recommendations.add", message_id: "M3" }]);
    await hive.hear(inChannel(hive.head + 1, "recommendation.added", { channel_id: "C1", message_id: "M3", person_id: ada.id }));
    await rest();
    expect(m3(store)?.recommended_by).toEqual([ada.id]);
    expect(store.changesOf("M3")).toEqual([]);
  });

  it("sends nothing for a reaction that was given and taken back", async () => {
    await been();
    const store = await browser.open(false);
    await store.actions.toggleReaction(m3(store)!, "bee");
    expect(m3(store)?.reactions).toEqual([{ emoji: "bee", person_ids: [ada.id] }]);
    await store.actions.toggleReaction(m3(store)!, "bee");
    await store.actions.toggleReaction(m3(store)!, "sun");
    await store.actions.toggleSaved(m3(store)!);
    expect(store.savedIds.value.has("M3")).toBe(true);
    await online();
    expect(asked("reactions.add", "reactions.remove", "saved.add")).toEqual([
      { op: "reactions.add", message_id: "M3", emoji: "sun" },
      { op: "saved.add", message_id: "M3" },
    ]);
  });

  it("keeps the order of what was written and done", async () => {
    await been();
    const store = await browser.open(false);
    store.actions.post({ channel_id: "C1", text: "first" });
    await store.actions.edit(m3(store)!, "second");
    store.actions.post({ channel_id: "C1", text: "third" });
    await online();
    expect(asked("messages.post", "messages.edit").map((each) => each.op)).toEqual([
      "messages.post",
      "messages.edit",
      "messages.post",
    ]);
  });

  it("tells who waits for it that the server refuses, and keeps nothing", async () => {
    const store = await browser.open();
    hive.network.handlers["messages.edit"] = () => {
      throw new Refuse("invalid");
    };
    const edit = store.actions.edit(m3(store)!, "no");
    const seen = expect(edit).rejects.toMatchObject({ code: "invalid" });
    await rest();
    await seen;
    expect(m3(store)?.text).toBe("text 3");
    expect(store.changesOf("M3")).toEqual([]);
  });

  it("keeps the text of an edit whose message is gone", async () => {
    await been();
    const store = await browser.open(false);
    await store.actions.edit(m3(store)!, "my words");
    hive.network.handlers["messages.edit"] = () => {
      throw new Refuse("not_found");
    };
    hive.network.handlers["streams.resume"] = () => {
      hive.network.socket.deliver(inChannel(4, "message.deleted", { channel_id: "C1", message_id: "M3", message_seq: 3 } as never));
      return { resumed: 1, reset: [] };
    };
    await online();
    expect(store.stranded.value).toMatchObject([{ kind: "edit", text: "my words", state: "failed" }]);
  });

  it("marks as read, late, without moving back what was read elsewhere", async () => {
    hive.reads = [read(1, { head: 3, unread: 2 })];
    await been();
    const store = await browser.open(false);
    store.actions.markRead("C1");
    await rest(1_500);
    expect(store.unread.value).toEqual({});
    await browser.close(store);
    const again = await browser.open(false);
    expect(again.unread.value).toEqual({});
    await online();
    expect(asked("reads.mark")).toEqual([{ op: "reads.mark", channel_id: "C1", seq: 3, forward: true }]);
  });

  it("marks as unread, late, unless it was read elsewhere meanwhile", async () => {
    await been();
    const store = await browser.open(false);
    await store.actions.markUnread(message(2, { author_id: bob.id }));
    expect(store.unread.value).toEqual({ C1: { unread: 1, mentions: 0 } }); // the third is mine
    const resume = hive.network.handlers["streams.resume"]!;
    hive.network.handlers["streams.resume"] = (args, request) => {
      hive.network.socket.deliver(push("u:U-ADA", 1, "read.marked", { read: read(2, { head: 5 }) }));
      return resume(args, request);
    };
    await online();
    expect(asked("reads.mark")).toEqual([]);
    hive.network.handlers["streams.resume"] = resume;
    await hive.loseConnection();
    await store.actions.markUnread(message(2, { author_id: bob.id }));
    await online();
    expect(asked("reads.mark")).toEqual([{ op: "reads.mark", channel_id: "C1", seq: 1, forward: false }]);
  });
});
