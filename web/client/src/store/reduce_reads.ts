// Unread counts: the server's count as of a head, and what events have brought since.

import type { Events, MessageView, ReadView } from "../protocol";
import type { Count } from "./api";
import { mentionsMe } from "./mentions";
import { put, type State, type TailEntry } from "./state";

export const MOST_COUNTED = 100;
export const TAIL_KEPT = 1_000;

export const readKey = (read: Pick<ReadView, "channel_id" | "thread_id">) =>
  read.thread_id ?? read.channel_id ?? "";

const headOf = (read: ReadView) => read.head ?? read.seq;

/** What is unread now; undefined where no mark is kept (not a member, not followed). */
export function countOf(read: ReadView | undefined, tail: readonly TailEntry[] = []): Count | undefined {
  if (!read) return undefined;
  const from = Math.max(headOf(read), read.seq);
  const since = tail.filter((entry) => entry.seq > from);
  const mentions = read.mentions + since.filter((entry) => entry.mention).length;
  return {
    unread: Math.min(MOST_COUNTED, read.unread + since.length),
    mentions: Math.min(MOST_COUNTED, mentions),
  };
}

/** The server's word on a mark. An older word than the one held (by head) says nothing. */
export function applyRead(state: State, read: ReadView): State {
  const key = readKey(read);
  const held = state.reads[key];
  if (held && headOf(read) < headOf(held)) return state;
  return {
    ...state,
    reads: put(state.reads, key, { ...read, head: headOf(read) }),
    tails: cutTail(state.tails, key, headOf(read)),
  };
}

/** My own word, before the server's: I have read up to `seq`. Going back waits for the server. */
export function markLocally(state: State, key: string, seq: number): State {
  const held = state.reads[key];
  if (!held || seq <= held.seq || seq < headOf(held)) return state;
  const read = { ...held, seq, head: seq, unread: 0, mentions: 0 };
  return { ...state, reads: put(state.reads, key, read), tails: cutTail(state.tails, key, seq) };
}

/** A new message counts as unread, except mine, which moves my mark, unless the server's word on the
 *  mark knows it already. */
export function countPosted(state: State, message: MessageView): State {
  let next = state;
  for (const key of countedUnder(message)) {
    if (message.author_id === state.me?.id) {
      const held = next.reads[key];
      if (held && message.seq > headOf(held)) next = markLocally(next, key, message.seq);
      continue;
    }
    if (key === message.channel_id && !next.reads[key]) continue;
    const tail = next.tails[key] ?? [];
    const entry = { seq: message.seq, mention: mentionsMe(message, state) };
    next = shortened({ ...next, tails: put(next.tails, key, [...tail, entry]) }, key);
  }
  return next;
}

/** A long tail's beginning goes into the counts of its mark, so that no call of it is lost. */
function shortened(state: State, key: string): State {
  const tail = state.tails[key]!;
  if (tail.length <= TAIL_KEPT) return state;
  const cut = tail.slice(0, -MOST_COUNTED);
  const tails = put(state.tails, key, tail.slice(-MOST_COUNTED));
  const read = state.reads[key];
  if (!read) return { ...state, tails };
  const head = Math.max(headOf(read), cut.at(-1)!.seq);
  return { ...state, tails, reads: put(state.reads, key, { ...read, ...countOf(read, cut), head }) };
}

/** An edit may add or remove a mention of me. `before` is the message as it was, where loaded. */
export function recountEdited(
  state: State,
  data: Events["message.edited"],
  before: MessageView | undefined,
): State {
  if (!before) return isQuiet(state, data) ? state : { ...state, readsStale: true };
  const mentions = mentionsMe({ spans: data.spans ?? [] }, state);
  if (before.author_id === state.me?.id || mentionsMe(before, state) === mentions) return state;
  return countedUnder(before).reduce((next, key) => recalled(next, key, before.seq, mentions), state);
}

/** The message calls me from now on, or no more, as far as one mark counts it. */
function recalled(state: State, key: string, seq: number, mention: boolean): State {
  const tail = state.tails[key] ?? [];
  if (!tail.some((entry) => entry.seq === seq)) return countedBefore(state, key, seq, 0, mention ? 1 : -1);
  const turned = tail.map((entry) => (entry.seq === seq ? { ...entry, mention } : entry));
  return { ...state, tails: put(state.tails, key, turned) };
}

export function recountDeleted(
  state: State,
  data: Events["message.deleted"],
  message: MessageView | undefined,
): State {
  const seq = data.message_seq;
  const keys = message ? countedUnder(message) : [data.channel_id, data.thread_id ?? ""];
  if (message && message.author_id === state.me?.id) return state;
  let next = state;
  let found = false;
  for (const key of keys) {
    const tail = next.tails[key];
    if (!tail?.some((entry) => entry.seq === seq)) continue;
    found = true;
    next = { ...next, tails: put(next.tails, key, tail.filter((entry) => entry.seq !== seq)) };
  }
  if (found) return next;
  if (!message) {
    const counted = keys.some((key) => isCounted(next.reads[key], seq));
    return counted ? { ...next, readsStale: true } : next;
  }
  for (const key of keys) {
    next = countedBefore(next, key, seq, -1, mentionsMe(message, state) ? -1 : 0);
  }
  return next;
}

/** Change the counted part, where the message is in it; past the limit only the server knows. */
function countedBefore(state: State, key: string, seq: number, unread: number, mentions: number): State {
  const read = state.reads[key];
  if (!read || !isCounted(read, seq)) return state;
  if (read.unread >= MOST_COUNTED) return { ...state, readsStale: true };
  const turned = {
    ...read,
    unread: Math.max(0, read.unread + unread),
    mentions: Math.max(0, read.mentions + mentions),
  };
  return { ...state, reads: put(state.reads, key, turned) };
}

function isCounted(read: ReadView | undefined, seq: number): boolean {
  return read !== undefined && read.seq < seq && seq <= headOf(read);
}

function isQuiet(state: State, data: Events["message.edited"]): boolean {
  return [data.channel_id, data.thread_id ?? ""].every((key) => {
    const count = countOf(state.reads[key], state.tails[key]);
    return !count || count.unread === 0;
  });
}

/** The marks under which a message counts, and its call: its channel's, its thread's, or both. */
function countedUnder(message: MessageView): string[] {
  if (!message.thread_id) return [message.channel_id];
  return message.also_to_channel ? [message.channel_id, message.thread_id] : [message.thread_id];
}

function cutTail(tails: State["tails"], key: string, seq: number): State["tails"] {
  const tail = tails[key];
  return tail?.length ? put(tails, key, tail.filter((entry) => entry.seq > seq)) : tails;
}
