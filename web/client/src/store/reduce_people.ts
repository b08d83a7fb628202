// Events of people, the workspace, and what is my own: saved messages, followed threads.

import type { Events, PersonView } from "../protocol";
import { onTop } from "./last_pages";
import { applyRead } from "./reduce_reads";
import { omit, put, type State } from "./state";

export function personChanged(state: State, person: PersonView): State {
  const people = put(state.people, person.id, person);
  if (state.me?.id !== person.id) return { ...state, people };
  const { email, language } = state.me;
  return { ...state, people, me: { ...person, email, language } };
}

export function messageSaved(state: State, data: Events["message.saved"]): State {
  const { channel_id, message_id, saved_at } = data;
  const message = state.messages[channel_id]?.[message_id];
  const next = { ...state, saved: put(state.saved, message_id, saved_at) };
  return message && !(message_id in state.saved) ? onTop(next, "saved", { message, saved_at }) : next;
}

export function messageUnsaved(state: State, data: Events["message.unsaved"]): State {
  return { ...state, saved: omit(state.saved, data.message_id) };
}

/** A followed thread has a mark from now on. What was heard after it is in the tail already; where
 *  more may have come before that was heard, the server counts. */
export function threadFollowed(state: State, data: Events["thread.followed"]): State {
  const { thread_id, channel_id, seq } = data;
  if (state.reads[thread_id]) return state;
  const first = state.tails[thread_id]?.find((entry) => entry.seq > seq);
  const readsStale = state.readsStale || (first !== undefined && first.seq > seq + 1);
  const read = { thread_id, thread_channel_id: channel_id, seq, head: seq, unread: 0, mentions: 0 };
  return { ...applyRead(state, read), readsStale };
}

export function threadUnfollowed(state: State, data: Events["thread.unfollowed"]): State {
  return { ...state, reads: omit(state.reads, data.thread_id) };
}

export function presenceChanged(state: State, { people }: Events["presence.changed"]): State {
  const changed = people.map(({ person_id, state: now, dnd }) => [person_id, { state: now, dnd }] as const);
  return { ...state, presence: { ...state.presence, ...Object.fromEntries(changed) } };
}
