import { describe, expect, it } from "vitest";
import type { HistoryPage, MessageView } from "../../src/protocol";
import { type Asked, insertPage, trim } from "../../src/store/pages";
import { apply } from "../../src/store/reduce";
import type { State } from "../../src/store/state";
import { LIVE, placeOf, START } from "../../src/store/windows";
import { ada, bob, channel, inChannel, message, posted, reply, stateWith } from "./fixtures";

const empty = (position: number): State => ({
  ...stateWith(),
  lists: {},
  positions: { "c:C1": ["e1", position] },
});

/** Newest first, as the server gives pages. */
function page(seqs: number[], next: number | null, head: number, change: Partial<HistoryPage> = {}): HistoryPage {
  return { items: seqs.map((seq) => message(seq)), next, newer: null, head, ...change };
}

function arrive(state: State, asked: Asked, brought: HistoryPage, meanwhile = [] as ReturnType<typeof inChannel>[]) {
  return insertPage(state, { channelId: "C1", listKey: "C1", page: brought, asked, meanwhile });
}

const ids = (state: State) => state.lists["C1"]?.ids;
const ranges = (state: State) => state.lists["C1"]?.ranges;
const at = (state: State, id: string) => state.messages["C1"]?.[id];
const place = (seq: number) => placeOf(message(seq));

describe("pages and holes", () => {
  it("the latest page reaches the present; an end reaches the start", () => {
    const state = arrive(empty(9), { cursor: "latest" }, page([9, 8, 7], 7, 9));
    expect(ids(state)).toEqual(["M7", "M8", "M9"]);
    expect(ranges(state)).toEqual([{ from: place(7), to: LIVE }]);
    const all = arrive(state, { cursor: "before", place: place(7) }, page([6, 5], null, 9));
    expect(ids(all)).toEqual(["M5", "M6", "M7", "M8", "M9"]);
    expect(ranges(all)).toEqual([{ from: START, to: LIVE }]);
  });
  it("an empty channel is whole", () => {
    expect(ranges(arrive(empty(0), { cursor: "latest" }, page([], null, 0)))).toEqual([{ from: START, to: LIVE }]);
  });
  it("a page around a message leaves holes on both sides, which further pages close", () => {
    let state = arrive(empty(90), { cursor: "latest" }, page([90, 89], 89, 90));
    state = arrive(state, { cursor: "around" }, page([51, 50, 49], 49, 90, { newer: 51 }));
    expect(ranges(state)).toEqual([{ from: place(49), to: place(51) }, { from: place(89), to: LIVE }]);
    const after = { ...page([52, 70], 70, 90) };
    state = arrive(state, { cursor: "after", place: place(51) }, after);
    expect(ranges(state)?.[0]).toEqual({ from: place(49), to: place(70) });
    state = arrive(state, { cursor: "after", place: place(70) }, page([89, 90], null, 90));
    expect(ranges(state)).toEqual([{ from: place(49), to: LIVE }]);
    expect(ids(state)).toEqual(["M49", "M50", "M51", "M52", "M70", "M89", "M90"]);
  });
  it("a message posted into a hole is not shown until the hole is closed", () => {
    let state = arrive(empty(90), { cursor: "around" }, page([51, 50], 50, 90, { newer: 51 }));
    state = apply(state, posted(message(91)));
    expect(ids(state)).toEqual(["M50", "M51"]);
  });
});

describe("a page beside events", () => {
  const reacted = inChannel(11, "reaction.added", { message_id: "M9", channel_id: "C1", emoji: "bee", person_id: bob.id });
  it("late: what happened meanwhile is applied to its messages", () => {
    const before = apply(empty(10), reacted);
    const state = arrive(before, { cursor: "latest" }, page([9, 8], null, 10), [reacted]);
    expect(at(state, "M9")?.reactions).toEqual([{ emoji: "bee", person_ids: [bob.id] }]);
  });
  it("late: what was posted or deleted meanwhile comes and goes", () => {
    const meanwhile = [
      posted(message(11)),
      inChannel(12, "message.deleted", { message_id: "M8", channel_id: "C1", message_seq: 8 }),
    ];
    const before = meanwhile.reduce((state, push) => apply(state, push), empty(10));
    expect(ids(arrive(before, { cursor: "latest" }, page([9, 8], null, 10), meanwhile))).toEqual(["M9", "M11"]);
  });
  it("early: events that it holds already do not count twice", () => {
    const root: MessageView = message(9, { thread: { reply_count: 1, last_reply_at: 11_000, replier_ids: [bob.id] } });
    let state = arrive(empty(10), { cursor: "latest" }, { items: [root], next: null, newer: null, head: 11 });
    state = apply(state, posted(reply(11, "M9")));
    expect(at(state, "M9")?.thread?.reply_count).toBe(1);
    state = apply(state, posted(reply(12, "M9")));
    expect(at(state, "M9")?.thread?.reply_count).toBe(2);
  });
  it("early: it brings the newest, and its event then changes nothing", () => {
    let state = arrive(empty(10), { cursor: "latest" }, page([11, 9], null, 11));
    const edited = inChannel(12, "message.edited", { message_id: "M11", channel_id: "C1", text: "x", edited_at: 1 });
    state = apply(apply(state, posted(message(11))), edited);
    expect(ids(state)).toEqual(["M9", "M11"]);
    expect(at(state, "M11")?.text).toBe("x");
  });
  it("stale: a message that is held in a newer form stays", () => {
    const held = apply(
      stateWith([message(9)], { positions: { "c:C1": ["e1", 10] } }),
      inChannel(11, "message.edited", { message_id: "M9", channel_id: "C1", text: "newer", edited_at: 1 }),
    );
    expect(at(arrive(held, { cursor: "around" }, page([9], null, 10)), "M9")?.text).toBe("newer");
  });
  it("my pending message goes when a page brings it", () => {
    const mine = message(3, { author_id: ada.id, client_id: "k" });
    const before = { ...empty(3), pending: [{ client_id: "k", channel_id: "C1" } as never] };
    expect(arrive(before, { cursor: "latest" }, { items: [mine], next: null, newer: null, head: 3 }).pending).toEqual([]);
  });
});

describe("trim", () => {
  it("keeps the newest of a closed channel, and the present", () => {
    const state = trim(stateWith([1, 2, 3, 4].map((seq) => message(seq))), "C1", 2);
    expect(ids(state)).toEqual(["M3", "M4"]);
    expect(ranges(state)).toEqual([{ from: place(3), to: LIVE }]);
    expect(Object.keys(state.messages["C1"]!)).toEqual(["M3", "M4"]);
  });
  it("keeps what an open thread shows", () => {
    const state = trim(stateWith([message(1), reply(2, "M1"), message(3), message(4)]), "C1", 1);
    expect(Object.keys(state.messages["C1"]!).sort()).toEqual(["M1", "M2", "M4"]);
  });
});

it("imported messages stand by their time among living ones", () => {
  const imported = message(900, { created_at: 1500 });
  const living = { items: [message(2), imported, message(1)], next: null, newer: null, head: 950 };
  const state = arrive(empty(950), { cursor: "latest" }, living);
  expect(ids(state)).toEqual(["M1", "M900", "M2"]);
  expect(state.channels["C1"]).toEqual(channel({ head: 0 }));
});
