import { signal } from "@preact/signals";
import { expect, it } from "vitest";
import type { ChannelView, ReadView } from "../../src/protocol";
import { callsOf } from "../../src/store/selectors";
import { ada, callsAda, channel, read, reply, stateWith } from "./fixtures";
import type { State } from "../../src/store/state";

const calls = (change: Partial<State>, messages: Parameters<typeof stateWith>[0] = []) => callsOf(signal(stateWith(messages, change))).value;

const at = (channels: ChannelView[], reads: ReadView[]): Partial<State> => ({
  channels: Object.fromEntries(channels.map((each) => [each.id, each])),
  reads: Object.fromEntries(reads.map((each) => [each.thread_id ?? each.channel_id ?? "", each])),
});

const direct = (change: Partial<ChannelView> = {}) => channel({ id: "D1", kind: "direct", member_ids: [ada.id, "U-BOB"], ...change });
const inThread = (change: Partial<ReadView>): ReadView => ({ ...read(1, { thread_id: "M1", thread_channel_id: "C1", head: 9, ...change }), channel_id: null });

it("every message of a direct conversation calls, once even where it names me", () => {
  expect(calls(at([direct()], [read(1, { channel_id: "D1", head: 4, unread: 3, mentions: 1 })]))).toBe(3);
});

it("in a channel only mentions call, in its threads too", () => {
  const reads = [read(1, { head: 9, unread: 7, mentions: 2 }), inThread({ unread: 3, mentions: 1 })];
  expect(calls(at([channel()], reads))).toBe(3);
});

it("nothing calls from what is muted, nor from a thread there", () => {
  const reads = [read(1, { head: 9, unread: 7, mentions: 2 }), inThread({ unread: 3, mentions: 1 }), read(1, { channel_id: "D1", unread: 2 })];
  expect(calls(at([channel({ muted: true }), direct({ muted: true })], reads))).toBe(0);
});

it("a reply that stands in its channel too calls once", () => {
  const both = reply(5, "M1", { also_to_channel: true, ...callsAda });
  const reads = [read(1, { head: 9, unread: 1, mentions: 1 }), inThread({ unread: 1, mentions: 1 })];
  expect(calls(at([channel()], reads), [both])).toBe(1);
});
