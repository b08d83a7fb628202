// Events of messages, reactions and pins: each changes the loaded messages it names, once.

import type {
  Events,
  MessageView,
  ReactionView,
  ThreadSummary,
} from "../protocol";
import { withoutMessage } from "./last_pages";
import { withLook } from "./look";
import { countPosted, recountDeleted, recountEdited } from "./reduce_reads";
import { type List, omit, put, type State } from "./state";
import { insertId, LIVE, type Place, placeOf, rangeAt } from "./windows";

const REPLIERS_SHOWN = 5;

export function posted(state: State, { message }: Events["message.posted"]): State {
  let next = settlePending(state, message);
  next = insertWhereLoaded(next, message);
  if (message.thread_id) {
    next = change(next, message.channel_id, message.thread_id, message.seq, (root) => ({
      ...root,
      thread: withReply(root.thread ?? null, message),
    }));
  }
  next = stopTyping(next, message);
  return countPosted(next, message);
}

export function edited(state: State, data: Events["message.edited"], seq: number): State {
  const before = state.messages[data.channel_id]?.[data.message_id];
  const next = change(state, data.channel_id, data.message_id, seq, (message) => ({
    ...message,
    text: data.text,
    spans: data.spans ?? [],
    edited_at: data.edited_at,
    ...(data.title ? { title: data.title } : {}),
    ...(data.card ? { card: data.card } : {}),
  }));
  return recountEdited(next, data, before);
}

export function deleted(state: State, data: Events["message.deleted"], seq: number): State {
  const { channel_id, message_id, thread_id } = data;
  const message = state.messages[channel_id]?.[message_id];
  let next = recountDeleted(state, data, message);
  if (thread_id) {
    next = change(next, channel_id, thread_id, seq, (root) => ({
      ...root,
      thread: root.thread && { ...root.thread, reply_count: Math.max(0, root.thread.reply_count - 1) },
    }));
  }
  else if (next.looks[message_id]) next = withLook(next, message_id, { rootGone: true });
  next = withoutMessage({ ...next, saved: omit(next.saved, message_id) }, message_id);
  if (!message) return next;
  return data.stays ? change(next, channel_id, message_id, seq, emptied) : forget(next, message);
}

export function reacted(state: State, data: Events["reaction.added"], seq: number): State {
  return change(state, data.channel_id, data.message_id, seq, (message) => ({
    ...message,
    reactions: withReaction(message.reactions ?? [], data.emoji, data.person_id),
  }));
}

export function unreacted(state: State, data: Events["reaction.removed"], seq: number): State {
  return change(state, data.channel_id, data.message_id, seq, (message) => ({
    ...message,
    reactions: (message.reactions ?? [])
      .map((reaction) =>
        reaction.emoji === data.emoji
          ? { ...reaction, person_ids: reaction.person_ids.filter((id) => id !== data.person_id) }
          : reaction,
      )
      .filter((reaction) => reaction.person_ids.length > 0),
  }));
}

export function previewed(state: State, data: Events["message.previewed"], seq: number): State {
  return change(state, data.channel_id, data.message_id, seq, (message) => ({
    ...message,
    previews: data.previews ?? [],
  }));
}

export function pictured(state: State, data: Events["message.pictured"], seq: number): State {
  return change(state, data.channel_id, data.message_id, seq, (message) => ({
    ...message,
    pictures: data.pictures ?? [],
  }));
}

export function postChanged(state: State, data: Events["post.changed"], seq: number): State {
  return change(state, data.channel_id, data.message_id, seq, (message) => ({ ...message, post: data.post }));
}

export function recommended(state: State, data: Events["recommendation.added"], seq: number, on: boolean): State {
  return change(state, data.channel_id, data.message_id, seq, (message) => {
    const others = (message.recommended_by ?? []).filter((id) => id !== data.person_id);
    return { ...message, recommended_by: on ? [...others, data.person_id] : others };
  });
}

export function faqCardChanged(state: State, data: Events["faq.card_changed"], seq: number): State {
  return change(state, data.channel_id, data.message_id, seq, (message) => ({ ...message, faq: data.card }));
}

export function pinned(state: State, data: Events["pin.added"], seq: number): State {
  const end = { pinned: true, pinned_until: data.until_at ?? null };
  return change(withPins(state, data.channel_id), data.channel_id, data.message_id, seq, (message) => ({ ...message, ...end }));
}

export function unpinned(state: State, data: Events["pin.removed"], seq: number): State {
  const none = { pinned: false, pinned_until: null };
  return change(withPins(state, data.channel_id), data.channel_id, data.message_id, seq, (message) => ({ ...message, ...none }));
}

/** What a channel has pinned is not as it was read. */
function withPins(state: State, channelId: string): State {
  return { ...state, pinChanges: put(state.pinChanges, channelId, (state.pinChanges[channelId] ?? 0) + 1) };
}

/** Change a loaded message, unless it was read later than this event. */
function change(
  state: State,
  channelId: string,
  messageId: string,
  seq: number,
  turn: (message: MessageView) => MessageView,
): State {
  const messages = state.messages[channelId];
  const message = messages?.[messageId];
  if (!messages || !message || (state.asOf[messageId] ?? 0) >= seq) return state;
  return {
    ...state,
    messages: put(state.messages, channelId, put(messages, messageId, turn(message))),
  };
}

function settlePending(state: State, message: MessageView): State {
  if (!message.client_id || message.author_id !== state.me?.id) return state;
  const pending = state.pending.filter((mine) => mine.client_id !== message.client_id);
  return pending.length === state.pending.length ? state : { ...state, pending };
}

/** The lists that a message stands in: its channel's, its thread's, or both. */
export function listKeys(message: MessageView): string[] {
  if (!message.thread_id) return [message.channel_id];
  return message.also_to_channel
    ? [message.channel_id, message.thread_id]
    : [message.thread_id];
}

/** Put a message in those of its lists that are loaded around its place. */
export function insertWhereLoaded(state: State, message: MessageView): State {
  const known = state.messages[message.channel_id] ?? {};
  if (known[message.id] && (state.asOf[message.id] ?? 0) >= message.seq) return state;
  const place = placeOf(message);
  let lists = state.lists;
  let held = message.id in known;
  for (const key of listKeys(message)) {
    const list = lists[key];
    if (!list || !rangeAt(list.ranges, place)) continue;
    lists = put(lists, key, withId(list, message.id, place, known));
    held = true;
  }
  if (!held) return state;
  const messages = put(state.messages, message.channel_id, put(known, message.id, message));
  return { ...state, lists, messages };
}

export function withId(
  list: List,
  id: string,
  place: Place,
  known: Readonly<Record<string, MessageView>>,
): List {
  const ids = insertId(list.ids, id, place, (other) => {
    const message = known[other];
    return message ? placeOf(message) : LIVE;
  });
  return ids === list.ids ? list : { ...list, ids };
}

function forget(state: State, message: MessageView): State {
  let lists = state.lists;
  for (const key of listKeys(message)) {
    const list = lists[key];
    if (list) lists = put(lists, key, { ...list, ids: list.ids.filter((id) => id !== message.id) });
  }
  const rest = omit(state.messages[message.channel_id] ?? {}, message.id);
  return {
    ...state,
    lists,
    messages: put(state.messages, message.channel_id, rest),
    asOf: omit(state.asOf, message.id),
  };
}

/** A root with a thread stays as an empty place. */
export function emptied(message: MessageView): MessageView {
  const nothing = { text: "", spans: [], files: [], reactions: [], pinned: false, pinned_until: null, edited_at: null, previews: [], title: "", card: null, faq: null, pictures: [] };
  return { ...message, ...nothing, post: null, recommended_by: [], deleted: true };
}

function withReply(thread: ThreadSummary | null, reply: MessageView): ThreadSummary {
  const before = thread ?? { reply_count: 0, last_reply_at: 0, replier_ids: [] };
  const known = before.replier_ids.includes(reply.author_id);
  const full = before.replier_ids.length >= REPLIERS_SHOWN;
  return {
    reply_count: before.reply_count + 1,
    last_reply_at: Math.max(before.last_reply_at, reply.created_at),
    replier_ids: known || full ? before.replier_ids : [...before.replier_ids, reply.author_id],
  };
}

function withReaction(
  reactions: readonly ReactionView[],
  emoji: string,
  personId: string,
): ReactionView[] {
  const there = reactions.find((reaction) => reaction.emoji === emoji);
  if (!there) return [...reactions, { emoji, person_ids: [personId] }];
  if (there.person_ids.includes(personId)) return [...reactions];
  return reactions.map((reaction) =>
    reaction === there ? { emoji, person_ids: [...there.person_ids, personId] } : reaction,
  );
}

function stopTyping(state: State, message: MessageView): State {
  const key = message.thread_id ?? message.channel_id;
  const typists = state.typing[key];
  if (!typists?.[message.author_id]) return state;
  return { ...state, typing: put(state.typing, key, omit(typists, message.author_id)) };
}
