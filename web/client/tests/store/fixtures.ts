// People, channels, messages and pushes for the tests of the store.

import type { ChannelView, Events, MessageView, MeView, PersonView, ReadView } from "../../src/protocol";
import type { EventName, Push } from "../../src/realtime/frames";
import { emptyState, type State } from "../../src/store/state";
import { LIVE, START } from "../../src/store/windows";

export const ada: MeView = { id: "U-ADA", name: "Ada", handle: "ada", role: "member", email: "ada@ruche.test" };
export const bob: PersonView = { id: "U-BOB", name: "Bob", handle: "bob", role: "member" };
export const chloe: PersonView = { id: "U-CHLOE", name: "Chloé", handle: "chloe", role: "member" };

export function channel(change: Partial<ChannelView> = {}): ChannelView {
  return { id: "C1", name: "garden", kind: "public", created_at: 1, member_count: 3, joined: true, ...change };
}

/** A message of Bob's in C1, at `seq`, a second after the one before. */
export function message(seq: number, change: Partial<MessageView> = {}): MessageView {
  return {
    id: `M${seq}`,
    channel_id: "C1",
    seq,
    author_id: bob.id,
    text: `text ${seq}`,
    created_at: seq * 1000,
    ...change,
  };
}

export function reply(seq: number, threadId: string, change: Partial<MessageView> = {}): MessageView {
  return message(seq, { thread_id: threadId, ...change });
}

export const callsAda = { spans: [{ t: "person" as const, id: ada.id }] };

export function push<Name extends EventName>(
  stream: string,
  seq: number | undefined,
  event: Name,
  data: Events[Name],
): Push {
  return { stream, epoch: "e1", seq, event, data } as Push;
}

/** An event of C1's own stream. */
export function inChannel<Name extends EventName>(
  seq: number,
  event: Name,
  data: Events[Name],
): Push {
  return push("c:C1", seq, event, data);
}

export const posted = (posted: MessageView): Push => inChannel(posted.seq, "message.posted", { message: posted });

export function read(seq: number, change: Partial<ReadView> = {}): ReadView {
  return { channel_id: "C1", seq, head: seq, unread: 0, mentions: 0, ...change };
}

/** Ada, in C1 with Bob, everything loaded that is given; the stream stands at the last message. */
export function stateWith(messages: MessageView[] = [], change: Partial<State> = {}): State {
  const head = Math.max(0, ...messages.map((each) => each.seq));
  const whole = [{ from: START, to: LIVE }];
  const inMain = messages.filter((each) => !each.thread_id || each.also_to_channel);
  const threads = new Set(messages.flatMap((each) => each.thread_id ?? []));
  const lists: Record<string, State["lists"][string]> = {
    C1: { ids: inMain.map((each) => each.id), ranges: whole },
  };
  for (const threadId of threads) {
    const ids = messages.filter((each) => each.thread_id === threadId).map((each) => each.id);
    lists[threadId] = { ids, ranges: whole };
  }
  return {
    ...emptyState,
    me: ada,
    people: { [ada.id]: ada, [bob.id]: bob, [chloe.id]: chloe },
    channels: { C1: channel({ head }) },
    messages: { C1: Object.fromEntries(messages.map((each) => [each.id, each])) },
    lists,
    reads: { C1: read(head) },
    positions: { "c:C1": ["e1", head], "u:U-ADA": ["e1", 0], w: ["e1", 0] },
    ...change,
  };
}
