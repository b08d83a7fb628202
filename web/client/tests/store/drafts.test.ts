// Drafts: at once here, soon on all devices, and nothing typed is lost on the way.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FileView } from "../../src/protocol";
import { Refuse, SILENCE } from "../network";
import { message, push } from "./fixtures";
import { Hive } from "./hive";

const file: FileView = { id: "F1", name: "bee.png", mime: "image/png", size_bytes: 3 };
const draft = (text: string, change = {}) => ({ channel_id: "C1", text, updated_at: 1, ...change });
const heard = (text: string, seq = 1, change = {}) => push("u:U-ADA", seq, "draft.changed", { draft: draft(text, change) });

let hive: Hive;
beforeEach(() => {
  vi.useFakeTimers();
  hive = new Hive();
});
afterEach(() => {
  hive.store.stop();
  vi.useRealTimers();
});

const sent = () => hive.network.asked("drafts.set").map(({ args }) => [args["text"], args["file_ids"]]);
const write = (text: string, files: FileView[] = []) => hive.store.actions.setDraft("C1", null, { text, files });
const shown = () => hive.store.draft("C1").text;

it("are there from the start, as other devices left them", async () => {
  hive.network.handlers["drafts.list"] = () => ({ items: [draft("Dear all")], next: null });
  const store = await hive.start();
  expect(shown()).toBe("Dear all");
  expect(store.drafts.value).toEqual([{ channel_id: "C1", thread_id: null, text: "Dear all", files: [], updated_at: 1 }]);
});

it("are sent once the person rests, the last state only", async () => {
  await hive.start();
  for (const text of ["D", "De", "Dear"]) write(text);
  await hive.rest(500);
  write("Dear all", [file]);
  expect(sent()).toEqual([]);
  await hive.rest(1_100);
  expect(sent()).toEqual([["Dear all", ["F1"]]]);
  await hive.rest(10_000);
  expect(sent()).toHaveLength(1);
});

it("unchanged are not sent at all", async () => {
  await hive.start();
  write("");
  await hive.hear(heard("Dear all"));
  write("Dear all");
  await hive.rest(2_000);
  expect(sent()).toEqual([]);
});

describe("of another device", () => {
  it("are shown, and go when they go there", async () => {
    await hive.start();
    await hive.hear(heard("From the phone"));
    expect(shown()).toBe("From the phone");
    await hive.hear(heard("", 2));
    expect(shown()).toBe("");
    expect(hive.store.drafts.value).toEqual([]);
  });

  it("do not take the place of what is written here now", async () => {
    await hive.start();
    write("Here");
    await hive.hear(heard("There"));
    expect(shown()).toBe("Here");
    await hive.rest(1_100);
    expect(sent()).toEqual([["Here", []]]);
    expect(shown()).toBe("Here");
  });
});

describe("written offline", () => {
  it("stay and are sent when the connection is back", async () => {
    await hive.start();
    await hive.loseConnection();
    write("On the train");
    await hive.rest(2_000);
    expect(sent()).toEqual([]);
    await hive.comeBack();
    await hive.rest(1_100);
    expect(sent()).toEqual([["On the train", []]]);
  });

  it("outlive the tab", async () => {
    await hive.start();
    await hive.loseConnection();
    write("On the train");
    await hive.rest();
    hive.store.stop();
    hive.network.greets = true;
    const next = await hive.start(hive.tab());
    expect(next.draft("C1").text).toBe("On the train");
    await hive.rest(1_100);
    expect(sent()).toEqual([["On the train", []]]);
    next.stop();
  });
});

it("are gone everywhere once they are sent as messages", async () => {
  hive.network.handlers["messages.post"] = (args) => message(4, { author_id: "U-ADA", ...args });
  await hive.start();
  write("Dear all");
  await hive.rest(1_100);
  hive.store.actions.post({ channel_id: "C1", text: "Dear all" });
  expect(shown()).toBe("");
  await hive.rest(1_100);
  expect(sent()).toEqual([["Dear all", []], ["", []]]);
});

it("that were never told of need no clearing", async () => {
  hive.network.handlers["messages.post"] = (args) => message(4, { author_id: "U-ADA", ...args });
  await hive.start();
  write("Dear all");
  hive.store.actions.post({ channel_id: "C1", text: "Dear all" });
  await hive.rest(5_000);
  expect(sent()).toEqual([]);
});

it("that are on their way when the message goes are cleared after", async () => {
  let answer: (() => void) | undefined;
  hive.network.handlers["messages.post"] = (args) => message(4, { author_id: "U-ADA", ...args });
  hive.network.handlers["drafts.set"] = async (args) => {
    if (args["text"] !== "") await new Promise<void>((resolve) => (answer = resolve));
    return { updated_at: 2, ...args };
  };
  await hive.start();
  write("Dear all");
  await hive.rest(1_100);
  hive.store.actions.post({ channel_id: "C1", text: "Dear all" });
  answer?.();
  await hive.rest(2_000);
  expect(sent()).toEqual([["Dear all", []], ["", []]]);
  expect(hive.store.drafts.value).toEqual([]);
});

it("that the server does not take stay here", async () => {
  hive.network.handlers["drafts.set"] = () => {
    throw new Refuse("invalid");
  };
  await hive.start();
  write("x".repeat(50_000));
  await hive.rest(20_000);
  expect(sent()).toHaveLength(1);
  expect(shown()).toHaveLength(50_000);
});

it("without an answer are sent again", async () => {
  let tries = 0;
  hive.network.handlers["drafts.set"] = (args) => {
    tries += 1;
    if (tries === 1) throw new Refuse("unavailable");
    return tries === 1 ? SILENCE : { updated_at: 2, ...args };
  };
  await hive.start();
  write("Dear all");
  await hive.rest(10_000);
  expect(sent()).toHaveLength(2);
});

describe("a message taken back", () => {
  const post = () => hive.store.actions.post({ channel_id: "C1", text: "Oh no", files: [file] });
  const undo = (id: string) => hive.store.actions.undoSend(id, { channel_id: "C1", text: "Oh no", files: [file] });

  it("while it waits is only laid back", async () => {
    await hive.start();
    await hive.loseConnection();
    await undo(post());
    expect(hive.store.draft("C1")).toMatchObject({ text: "Oh no", files: [file] });
    await hive.comeBack();
    await hive.rest(2_000);
    expect(hive.network.asked("messages.post")).toEqual([]);
  });

  it("that has arrived is deleted, and its files are kept", async () => {
    hive.network.handlers["messages.post"] = (args) => message(4, { author_id: "U-ADA", client_id: String(args["client_id"]), files: [file] });
    hive.network.handlers["messages.delete"] = () => ({});
    await hive.start();
    const id = post();
    await hive.rest();
    write("And then");
    await undo(id);
    expect(hive.network.asked("messages.delete")[0]?.args).toEqual({ message_id: "M4", keep_files: true });
    expect(hive.store.draft("C1")).toMatchObject({ text: "Oh no\nAnd then", files: [file] });
  });

  it("on its way is deleted when it is there", async () => {
    let answer: (() => void) | undefined;
    hive.network.handlers["messages.post"] = async (args) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return message(4, { author_id: "U-ADA", client_id: String(args["client_id"]) });
    };
    hive.network.handlers["messages.delete"] = () => ({});
    await hive.start();
    const id = post();
    await hive.rest();
    const undone = undo(id);
    await hive.rest();
    answer?.();
    await hive.rest();
    await undone;
    expect(hive.network.asked("messages.delete")).toHaveLength(1);
  });

  it("that may be deleted no more stays, and nothing is laid back", async () => {
    hive.network.handlers["messages.post"] = (args) => message(4, { author_id: "U-ADA", client_id: String(args["client_id"]) });
    hive.network.handlers["messages.delete"] = () => {
      throw new Refuse("not_allowed");
    };
    await hive.start();
    const id = post();
    await hive.rest();
    await expect(undo(id)).rejects.toMatchObject({ code: "not_allowed" });
    expect(shown()).toBe("");
  });
});

it("of two tabs without a network are both there at the next start, of each place the later one", async () => {
  await hive.start();
  const other = await hive.start(hive.tab());
  await hive.loseConnection();
  for (const socket of hive.network.sockets) socket.onclose?.({ code: 1006 });
  await hive.rest();
  hive.store.actions.setDraft("C1", "M1", { text: "in a thread", files: [] });
  hive.store.actions.setDraft("C1", null, { text: "early", files: [] });
  await hive.rest(10);
  other.actions.setDraft("C1", null, { text: "late", files: [] });
  hive.store.stop();
  other.stop();
  hive.network.greets = true;
  const again = await hive.start(hive.tab());
  expect(again.draft("C1", "M1").text).toBe("in a thread");
  expect(again.draft("C1").text).toBe("late");
  await again.actions.forget();
  expect([...hive.shelf.items.keys()].filter((key) => key.startsWith("ruche.drafts"))).toEqual([]);
  again.stop();
});

describe("of a post", () => {
  const PLACE = "post:C1";
  const here = () => hive.store.draft("C1", PLACE);
  const told = () => hive.network.asked("drafts.set").map(({ args }) => [args["text"], args["post"]]);
  const set = (text: string, post?: object) => hive.store.actions.setDraft("C1", PLACE, { text, files: [], ...(post ? { post } : {}) });

  it("keep what is chosen for it, also while the words change", async () => {
    hive.network.handlers["drafts.set"] = ({ file_ids: _, ...args }) => ({ ...args, updated_at: 1 });
    await hive.start();
    const post = { kind: "announcement", wants_ack: true, pinned: "week" };
    set("The honey", post);
    set("The honey is in");
    await hive.rest(1_100);
    expect(told()).toEqual([["The honey is in", post]]);
    expect(here().post).toEqual(post);
    set("The honey is in", { ...post, pinned: "no" });
    await hive.rest(1_100);
    expect(told()).toHaveLength(2);
    set("");
    expect(here().post).toBeUndefined();
    await hive.rest(1_100);
    set("Another");
    expect(here().post).toBeUndefined();
  });

  it("bring what another device chose", async () => {
    await hive.start();
    await hive.hear(heard("The honey", 1, { thread_id: PLACE, post: { kind: "question" } }));
    expect(here()).toEqual({ text: "The honey", files: [], post: { kind: "question" } });
  });
});
