import { describe, expect, it } from "vitest";
import { apply, orderOf } from "../../src/store/reduce";
import { countOf } from "../../src/store/reduce_reads";
import type { Pending } from "../../src/store/api";
import type { State } from "../../src/store/state";
import { withoutExpired } from "../../src/store/typing";
import { ada, bob, callsAda, channel, chloe, inChannel, message, posted, push, read, reply, stateWith } from "./fixtures";

const shown = (state: State, key = "C1") => state.lists[key]?.ids;
const at = (state: State, id: string) => state.messages["C1"]?.[id];
const unread = (state: State, key = "C1") => countOf(state.reads[key], state.tails[key]);
const named = { channel_id: "C1", person_id: bob.id };

describe("order", () => {
  const state = stateWith([message(5)]);
  it("tells the next push from a known one, a gap and an ephemeral one", () => {
    expect(orderOf(state, posted(message(6)))).toBe("next");
    expect(orderOf(state, posted(message(5)))).toBe("known");
    expect(orderOf(state, posted(message(7)))).toBe("gap");
    expect(orderOf(state, push("p", undefined, "presence.changed", { people: [] }))).toBe("ephemeral");
  });
  it("takes another epoch for a gap, and begins a stream that was not heard before", () => {
    expect(orderOf(state, { ...posted(message(6)), epoch: "e2" })).toBe("gap");
    expect(orderOf(state, push("c:C9", 40, "channel.imported", { channel_id: "C9", head: 40 }))).toBe("next");
  });
  it("a known push changes nothing", () => {
    expect(apply(state, posted(message(5, { text: "other" })))).toBe(state);
  });
  it("an event of a newer server moves the position only", () => {
    const next = apply(state, { ...posted(message(6)), event: "poll.opened" } as never);
    expect(next).toEqual({ ...state, positions: { ...state.positions, "c:C1": ["e1", 6] } });
  });
});

describe("message.posted", () => {
  it("adds the message at the live end", () => {
    const next = apply(stateWith([message(1)]), posted(message(2)));
    expect(shown(next)).toEqual(["M1", "M2"]);
    expect(next.positions["c:C1"]).toEqual(["e1", 2]);
  });
  it("is not kept where the live end is not loaded", () => {
    const far = stateWith([message(1)], { lists: { C1: { ids: ["M1"], ranges: [{ from: [0, 0], to: [1000, 1] }] } } });
    const next = apply(far, posted(message(2)));
    expect(shown(next)).toEqual(["M1"]);
    expect(at(next, "M2")).toBeUndefined();
    expect(unread(next)?.unread).toBe(1);
  });
  it("as a reply stands in the thread, counts at the root, and is not in the channel", () => {
    const before = stateWith([message(1), reply(2, "M1")]);
    const next = apply(before, posted(reply(3, "M1", { author_id: chloe.id })));
    expect(shown(next)).toEqual(["M1"]);
    expect(shown(next, "M1")).toEqual(["M2", "M3"]);
    expect(at(next, "M1")?.thread).toEqual({ reply_count: 1, last_reply_at: 3000, replier_ids: [chloe.id] });
  });
  it("as a reply also sent to the channel stands in both", () => {
    const before = stateWith([message(1), reply(2, "M1")]);
    const next = apply(before, posted(reply(3, "M1", { also_to_channel: true })));
    expect(shown(next)).toEqual(["M1", "M3"]);
    expect(shown(next, "M1")).toEqual(["M2", "M3"]);
  });
  it("names the first five repliers, each once", () => {
    let state = stateWith([message(1)]);
    "abacdefa".split("").forEach((author, index) => {
      state = apply(state, posted(reply(index + 2, "M1", { author_id: author })));
    });
    expect(at(state, "M1")?.thread?.replier_ids).toEqual(["a", "b", "c", "d", "e"]);
    expect(at(state, "M1")?.thread?.reply_count).toBe(8);
  });
  it("is not counted at a root that was read later", () => {
    const root = message(1, { thread: { reply_count: 1, last_reply_at: 2000, replier_ids: [bob.id] } });
    const next = apply(stateWith([root], { asOf: { M1: 2 } }), posted(reply(2, "M1")));
    expect(at(next, "M1")?.thread?.reply_count).toBe(1);
  });
  it("takes the place of my pending message", () => {
    const mine: Pending = {
      client_id: "k1", channel_id: "C1", thread_id: null, also_to_channel: false,
      text: "hi", files: [], created_at: 0, state: "sending",
    };
    const next = apply(stateWith([], { pending: [mine, { ...mine, client_id: "k2" }] }),
      posted(message(1, { author_id: ada.id, client_id: "k1" })));
    expect(next.pending.map((each) => each.client_id)).toEqual(["k2"]);
    expect(shown(next)).toEqual(["M1"]);
  });
  it("does not take the place of mine when somebody else used the same client_id", () => {
    const mine = { client_id: "k1", channel_id: "C1" } as Pending;
    const next = apply(stateWith([], { pending: [mine] }), posted(message(1, { client_id: "k1" })));
    expect(next.pending).toEqual([mine]);
  });
  it("ends its author's typing", () => {
    const before = stateWith([], { typing: { C1: { [bob.id]: 9e12, [chloe.id]: 9e12 } } });
    expect(Object.keys(apply(before, posted(message(1))).typing["C1"]!)).toEqual([chloe.id]);
  });
});

describe("message.edited", () => {
  it("changes text, spans and time", () => {
    const edit = { message_id: "M1", channel_id: "C1", text: "new", spans: [{ t: "text" as const, text: "new" }], edited_at: 9 };
    const next = apply(stateWith([message(1)]), inChannel(2, "message.edited", edit));
    expect(at(next, "M1")).toEqual({ ...message(1), text: "new", spans: edit.spans, edited_at: 9 });
  });
});

describe("message.deleted", () => {
  const gone = { message_id: "M1", channel_id: "C1", message_seq: 1 };
  it("takes the message away", () => {
    const next = apply(stateWith([message(1), message(2)]), inChannel(3, "message.deleted", gone));
    expect(shown(next)).toEqual(["M2"]);
    expect(at(next, "M1")).toBeUndefined();
  });
  it("takes it away from what I keep", () => {
    const next = apply(stateWith([message(1)], { saved: { M1: 5, M2: 6 } }), inChannel(3, "message.deleted", gone));
    expect(next.saved).toEqual({ M2: 6 });
  });
  it("leaves an empty place where a thread hangs", () => {
    const root = message(1, { pinned: true, thread: { reply_count: 1, last_reply_at: 2, replier_ids: [bob.id] } });
    const next = apply(stateWith([root]), inChannel(3, "message.deleted", { ...gone, stays: true }));
    expect(at(next, "M1")).toMatchObject({ deleted: true, text: "", pinned: false, thread: root.thread });
    expect(shown(next)).toEqual(["M1"]);
  });
  it("of a reply counts down at the root and leaves its last time", () => {
    const thread = { reply_count: 2, last_reply_at: 3000, replier_ids: [bob.id] };
    const before = stateWith([message(1, { thread }), reply(2, "M1"), reply(3, "M1", { also_to_channel: true })]);
    const next = apply(before, inChannel(4, "message.deleted",
      { message_id: "M3", channel_id: "C1", message_seq: 3, thread_id: "M1" }));
    expect(at(next, "M1")?.thread).toEqual({ ...thread, reply_count: 1 });
    expect(shown(next)).toEqual(["M1"]);
    expect(shown(next, "M1")).toEqual(["M2"]);
  });
});

describe("reactions and pins", () => {
  const one = { message_id: "M1", channel_id: "C1", emoji: "bee" };
  it("reaction.added appends the person, once", () => {
    let state = apply(stateWith([message(1)]), inChannel(2, "reaction.added", { ...one, person_id: bob.id }));
    state = apply(state, inChannel(3, "reaction.added", { ...one, person_id: chloe.id }));
    state = apply(state, inChannel(4, "reaction.added", { ...one, person_id: chloe.id }));
    state = apply(state, inChannel(5, "reaction.added", { ...one, emoji: "ok", person_id: ada.id }));
    expect(at(state, "M1")?.reactions).toEqual([
      { emoji: "bee", person_ids: [bob.id, chloe.id] },
      { emoji: "ok", person_ids: [ada.id] },
    ]);
  });
  it("reaction.removed drops the person, then the emoji", () => {
    const reactions = [{ emoji: "bee", person_ids: [bob.id, chloe.id] }];
    let state = apply(stateWith([message(1, { reactions })]),
      inChannel(2, "reaction.removed", { ...one, person_id: bob.id }));
    expect(at(state, "M1")?.reactions).toEqual([{ emoji: "bee", person_ids: [chloe.id] }]);
    state = apply(state, inChannel(3, "reaction.removed", { ...one, person_id: chloe.id }));
    expect(at(state, "M1")?.reactions).toEqual([]);
  });
  it("pin.added and pin.removed turn the flag", () => {
    let state = apply(stateWith([message(1)]), inChannel(2, "pin.added", { ...one, ...named, pinned_at: 4 }));
    expect(at(state, "M1")?.pinned).toBe(true);
    state = apply(state, inChannel(3, "pin.removed", one));
    expect(at(state, "M1")?.pinned).toBe(false);
  });
});

describe("unread", () => {
  it("counts others' messages and calls of me", () => {
    let state = apply(stateWith(), posted(message(1)));
    state = apply(state, posted(message(2, callsAda)));
    state = apply(state, posted(message(3, { spans: [{ t: "quote", children: [{ t: "broadcast", kind: "here" }] }] })));
    expect(unread(state)).toEqual({ unread: 3, mentions: 2 });
  });
  it("is none in a channel that I am not in", () => {
    const state = apply(stateWith([], { reads: {} }), posted(message(1)));
    expect(unread(state)).toBeUndefined();
    expect(state.tails["C1"]).toBeUndefined();
  });
  it("of a reply is counted in its thread, and in the channel only if sent there too", () => {
    const follows = { C1: read(0), M1: read(0, { thread_id: "M1" }) };
    let state = apply(stateWith([], { reads: follows }), posted(reply(1, "M1")));
    expect([unread(state), unread(state, "M1")]).toEqual([{ unread: 0, mentions: 0 }, { unread: 1, mentions: 0 }]);
    state = apply(state, posted(reply(2, "M1", { also_to_channel: true, ...callsAda })));
    expect([unread(state), unread(state, "M1")]).toEqual([{ unread: 1, mentions: 1 }, { unread: 2, mentions: 1 }]);
  });
  it("mine written from elsewhere leaves unread what stands above it", () => {
    const from = apply(stateWith(), posted(message(1)));
    const mine = posted(message(2, { author_id: ada.id }));
    const kept = push("u:U-ADA", 1, "read.marked", { read: read(0, { head: 2, unread: 1 }) });
    for (const told of [[mine, kept], [kept, mine]]) {
      const state = told.reduce((so, each) => apply(so, each), from);
      expect(unread(state)?.unread).toBe(1);
      expect(state.reads["C1"]?.seq).toBe(0);
    }
  });
  it("ends with my own message, which moves my mark", () => {
    let state = apply(stateWith(), posted(message(1)));
    state = apply(state, posted(message(2, { author_id: ada.id })));
    expect(unread(state)).toEqual({ unread: 0, mentions: 0 });
    expect(state.reads["C1"]?.seq).toBe(2);
  });
  it("follows read.marked from another device, which may come before or after the messages it counts", () => {
    const marked = push("u:U-ADA", 1, "read.marked", { read: read(2, { head: 4, unread: 2, mentions: 1 }) });
    const four = [1, 2, 3, 4].map((seq) => posted(message(seq, seq === 4 ? callsAda : {})));
    const late = [...four, marked].reduce((state, each) => apply(state, each), stateWith());
    const early = [four[0]!, marked, ...four.slice(1)].reduce((state, each) => apply(state, each), stateWith());
    for (const state of [late, early]) {
      expect(unread(state)).toEqual({ unread: 2, mentions: 1 });
      expect(unread(apply(state, posted(message(5))))).toEqual({ unread: 3, mentions: 1 });
    }
  });
  it("does not go back to an older word of the server", () => {
    const state = apply(stateWith([], { reads: { C1: read(9, { head: 9 }) } }),
      push("u:U-ADA", 1, "read.marked", { read: read(3, { head: 5, unread: 2 }) }));
    expect(unread(state)?.unread).toBe(0);
  });
  it("goes down when an unread message is deleted, counted before or since", () => {
    const counted = stateWith([message(3, callsAda)], { reads: { C1: read(2, { head: 3, unread: 1, mentions: 1 }) } });
    const gone = (seq: number, id: number) =>
      inChannel(seq, "message.deleted", { message_id: `M${id}`, channel_id: "C1", message_seq: id });
    let state = apply(counted, gone(4, 3));
    expect(unread(state)).toEqual({ unread: 0, mentions: 0 });
    state = apply(apply(state, posted(message(5))), gone(6, 5));
    expect(unread(state)).toEqual({ unread: 0, mentions: 0 });
    expect(state.readsStale).toBe(false);
  });
  it("asks the server where a deleted message is not loaded", () => {
    const state = apply(stateWith([], { reads: { C1: read(2, { head: 3, unread: 1 }) }, positions: {} }),
      inChannel(4, "message.deleted", { message_id: "M3", channel_id: "C1", message_seq: 3 }));
    expect(state.readsStale).toBe(true);
  });
  it("follows mentions that an edit adds or removes", () => {
    const edit = (seq: number, spans: (typeof callsAda)["spans"]) =>
      inChannel(seq, "message.edited", { message_id: "M1", channel_id: "C1", text: "x", spans, edited_at: 1 });
    let state = apply(stateWith(), posted(message(1)));
    state = apply(state, edit(2, callsAda.spans));
    expect(unread(state)).toEqual({ unread: 1, mentions: 1 });
    state = apply(state, edit(3, []));
    expect(unread(state)).toEqual({ unread: 1, mentions: 0 });
  });
  it("keeps a call however many messages follow it", () => {
    let state = apply(stateWith([], { reads: { C1: read(0) } }), posted(message(1, callsAda)));
    for (let seq = 2; seq <= 1_200; seq += 1) state = apply(state, posted(message(seq)));
    expect(unread(state)).toEqual({ unread: 100, mentions: 1 });
    expect(state.tails["C1"]!.length).toBeLessThanOrEqual(1_000);
  });

  it("stops at a hundred", () => {
    const state = apply(stateWith([], { reads: { C1: read(0, { unread: 100 }) } }), posted(message(1)));
    expect(unread(state)?.unread).toBe(100);
  });
});

describe("channels", () => {
  const mine = (seq: number, event: "channel.left" | "channel.joined" | "channel.configured", data: never) =>
    push("u:U-ADA", seq, event, data);
  it("channel.created shows a public channel, which a guest does not see", () => {
    const { joined: _joined, ...plain } = channel({ id: "C2" });
    const created = push("w", 1, "channel.created", { channel: plain });
    expect(apply(stateWith(), created).channels["C2"]).toMatchObject({ joined: false, name: "garden" });
    const guest = stateWith([], { me: { ...ada, role: "guest" } });
    expect(apply(guest, created).channels["C2"]).toBeUndefined();
  });
  it("channel.updated keeps my own part and clears what went back to its default", () => {
    const before = stateWith([], { channels: { C1: channel({ topic: "old", muted: true, level: "none" }) } });
    const { joined: _joined, ...plain } = channel({ name: "orchard" });
    const next = apply(before, inChannel(1, "channel.updated", { channel: plain })).channels["C1"]!;
    expect(next).toMatchObject({ name: "orchard", joined: true, muted: true, level: "none" });
    expect(next.topic).toBeUndefined();
  });
  it("channel.updated by the workspace's stream does not touch a member's own count", () => {
    const { joined: _joined, ...plain } = channel({ member_count: 2 });
    const next = apply(stateWith(), push("w", 1, "channel.updated", { channel: plain }));
    expect(next.channels["C1"]?.member_count).toBe(3);
  });
  it("channel.hidden is forgotten by who is not in it", () => {
    const hidden = push("w", 1, "channel.hidden", { channel_id: "C1" });
    expect(apply(stateWith(), hidden).channels["C1"]).toBeDefined();
    const outside = stateWith([], { channels: { C1: channel({ joined: false }) } });
    expect(apply(outside, hidden).channels["C1"]).toBeUndefined();
  });
  it("channel.joined brings the channel, its mark and its stream's position", () => {
    const next = apply(stateWith(), mine(1, "channel.joined", { channel: channel({ id: "C2", head: 7 }) } as never));
    expect(next.positions["c:C2"]).toEqual(["e1", 7]);
    expect(next.reads["C2"]).toMatchObject({ seq: 7, unread: 0 });
    expect(next.channels["C2"]?.joined).toBe(true);
  });
  it("channel.left forgets all but the name of a public channel, and everything of a private one", () => {
    const left = mine(1, "channel.left", { channel_id: "C1" } as never);
    const open = apply(stateWith([message(1)]), left);
    expect(open.channels["C1"]?.joined).toBe(false);
    expect([open.messages["C1"], open.lists["C1"], open.reads["C1"], open.positions["c:C1"]]).toEqual(Array(4).fill(undefined));
    const closed = stateWith([message(1)], { channels: { C1: channel({ kind: "private" }) } });
    expect(apply(closed, left).channels["C1"]).toBeUndefined();
  });
  it("channel.configured changes my own part", () => {
    const next = apply(stateWith(), mine(1, "channel.configured",
      { channel_id: "C1", level: "mentions", muted: true, starred: true } as never));
    expect(next.channels["C1"]).toMatchObject({ level: "mentions", muted: true, starred: true });
  });
  it("channel.imported drops what was loaded", () => {
    const next = apply(stateWith([message(1)]), inChannel(2, "channel.imported", { channel_id: "C1", head: 2 }));
    expect(next.lists["C1"]).toBeUndefined();
    expect(next.readsStale).toBe(true);
  });
  it("member.joined and member.left count, unless the channel was read later", () => {
    const member = { person_id: chloe.id, role: "member" as const, joined_at: 1 };
    const joined = inChannel(1, "member.joined", { channel_id: "C1", member });
    expect(apply(stateWith(), joined).channels["C1"]?.member_count).toBe(4);
    const left = inChannel(1, "member.left", { channel_id: "C1", person_id: chloe.id });
    expect(apply(stateWith(), left).channels["C1"]?.member_count).toBe(2);
    const later = stateWith([], { channels: { C1: channel({ head: 1 }) } });
    expect(apply(later, joined).channels["C1"]?.member_count).toBe(3);
  });
});

describe("people and what is mine", () => {
  it("person.joined and person.updated", () => {
    const dan = { id: "U-DAN", name: "Dan", handle: "dan", role: "member" as const };
    let state = apply(stateWith(), push("w", 1, "person.joined", { person: dan }));
    state = apply(state, push("w", 2, "person.updated", { person: { ...dan, name: "Daniel" } }));
    expect(state.people["U-DAN"]?.name).toBe("Daniel");
  });
  it("person.updated of me keeps what only I see", () => {
    const { email: _email, ...plain } = ada;
    const state = apply(stateWith(), push("w", 1, "person.updated", { person: { ...plain, name: "Ada L." } }));
    expect(state.me).toMatchObject({ name: "Ada L.", email: ada.email });
  });
  it("workspace.updated", () => {
    const workspace = { id: "T1", name: "Hive", created_at: 1, general_channel_id: "C1", upload_limit_bytes: 1 };
    expect(apply(stateWith(), push("w", 1, "workspace.updated", { workspace })).workspace).toEqual(workspace);
  });
  it("message.saved and message.unsaved", () => {
    let state = apply(stateWith(), push("u:U-ADA", 1, "message.saved", { message_id: "M1", channel_id: "C1", saved_at: 4 }));
    expect(state.saved).toEqual({ M1: 4 });
    state = apply(state, push("u:U-ADA", 2, "message.unsaved", { message_id: "M1", channel_id: "C1" }));
    expect(state.saved).toEqual({});
  });
  it("thread.followed counts what came after its mark, heard before or after", () => {
    const followed = push("u:U-ADA", 1, "thread.followed", { thread_id: "M1", channel_id: "C1", seq: 1 });
    const came = posted(reply(2, "M1", callsAda));
    for (const order of [[followed, came], [came, followed]]) {
      const state = order.reduce((value, each) => apply(value, each), stateWith([message(1)]));
      expect(unread(state, "M1")).toEqual({ unread: 1, mentions: 1 });
    }
  });
  it("thread.unfollowed drops its count", () => {
    const state = apply(stateWith([], { reads: { M1: read(1, { thread_id: "M1" }) } }),
      push("u:U-ADA", 1, "thread.unfollowed", { thread_id: "M1", channel_id: "C1" }));
    expect(unread(state, "M1")).toBeUndefined();
  });
});

describe("ephemeral events", () => {
  it("presence.changed", () => {
    const people = [{ person_id: bob.id, state: "away" as const, dnd: true }];
    const next = apply(stateWith(), push("p", undefined, "presence.changed", { people }));
    expect(next.presence[bob.id]).toEqual({ state: "away", dnd: true });
    expect(next.positions).toEqual(stateWith().positions);
  });
  it("typing.started holds for six seconds, and mine is not shown", () => {
    let state = apply(stateWith(), push("c:C1", undefined, "typing.started", named), 1000);
    state = apply(state, push("c:C1", undefined, "typing.started", { ...named, person_id: ada.id }), 1000);
    expect(state.typing).toEqual({ C1: { [bob.id]: 7000 } });
    expect(withoutExpired(state, 6999)).toBe(state);
    expect(withoutExpired(state, 7000).typing).toEqual({});
  });
});

