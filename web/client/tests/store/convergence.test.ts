// Old state + event == fresh state. The server's own snapshots, where its tests have left them in
// tests/convergence/fixtures, are replayed too: one JSON file per case, { old, pushes, fresh }.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Push } from "../../src/realtime/frames";
import { normalise, reduceFixture, type Snapshot } from "../../src/store/convergence";
import { ada, bob, channel, inChannel, message, posted, push, read, reply } from "./fixtures";

interface Fixture {
  old: Snapshot;
  pushes: Push[];
  fresh: Snapshot;
}

const FIXTURES = new URL("../../../../tests/convergence/fixtures/", import.meta.url);
const names = existsSync(FIXTURES) ? readdirSync(FIXTURES).filter((name) => name.endsWith(".json")) : [];

describe.runIf(names.length > 0)("what the server left", () => {
  it.each(names)("%s", (name) => {
    const fixture = JSON.parse(readFileSync(new URL(name, FIXTURES), "utf8")) as Fixture;
    const reduced = fixture.pushes.reduce(reduceFixture, fixture.old);
    expect(normalise(reduced)).toEqual(normalise(fixture.fresh));
  });
});

function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  const { email: _email, ...shown } = ada;
  return {
    me: ada,
    workspace: { id: "T1", name: "Hive", created_at: 1, general_channel_id: "C1", upload_limit_bytes: 1 },
    people: [shown, bob],
    channels: [channel({ head: 2 })],
    reads: [read(2)],
    saved: [],
    history: { C1: { items: [message(2), message(1)], next: null, newer: null, head: 2 } },
    replies: {},
    positions: { "c:C1": ["e1", 2], "u:U-ADA": ["e1", 0], w: ["e1", 0] },
    ...change,
  };
}

it("a posted message is in the history and unread", () => {
  const fresh = snapshot({
    channels: [channel({ head: 3 })],
    reads: [read(2, { head: 3, unread: 1 })],
    history: { C1: { items: [message(3), message(2), message(1)], next: null, newer: null, head: 3 } },
  });
  expect(normalise(reduceFixture(snapshot(), posted(message(3))))).toEqual(normalise(fresh));
});

it("a reply is in its thread and at its root", () => {
  const replies = { M1: { items: [reply(2, "M1")], next: null, newer: null, head: 2 } };
  const thread = (reply_count: number, last_reply_at: number) => ({ reply_count, last_reply_at, replier_ids: [bob.id] });
  const history = (root: ReturnType<typeof message>) => ({ C1: { items: [root], next: null, newer: null, head: 2 } });
  const old = snapshot({ history: history(message(1, { thread: thread(1, 2000) })), replies });
  const fresh = snapshot({
    history: history(message(1, { thread: thread(2, 3000) })),
    replies: { M1: { ...replies.M1, items: [reply(3, "M1"), reply(2, "M1")] } },
  });
  expect(normalise(reduceFixture(old, posted(reply(3, "M1"))))).toEqual(normalise(fresh));
});

it("a saved message is kept", () => {
  const saved = push("u:U-ADA", 1, "message.saved", { message_id: "M1", channel_id: "C1", saved_at: 5 });
  const fresh = snapshot({ saved: [{ message: message(1), saved_at: 5 }] });
  expect(normalise(reduceFixture(snapshot(), saved))).toEqual(normalise(fresh));
});

it("normalise sees a difference", () => {
  const edited = inChannel(3, "message.edited", { message_id: "M1", channel_id: "C1", text: "new", edited_at: 4 });
  expect(normalise(reduceFixture(snapshot(), edited))).not.toEqual(normalise(snapshot()));
});
