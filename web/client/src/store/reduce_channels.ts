// Events of channels and their members.

import { withoutRequests } from "./homes";
import type { Channel, ChannelView, Events } from "../protocol";
import type { Pending } from "./api";
import { withoutChannel } from "./last_pages";
import { channelStream, omit, put, type State } from "./state";

/** A channel as it was created, changed or made public. `seq` only where it came by its own stream. */
export function channelChanged(state: State, channel: Channel, byOwnStream: boolean): State {
  const held = state.channels[channel.id];
  if (!held && state.me?.role === "guest") return state;
  const mine: Partial<ChannelView> = held
    ? { role: held.role, level: held.level, muted: held.muted, starred: held.starred, head: held.head }
    : {};
  const joined = held?.joined ?? false;
  // A member counts members by the channel's own stream, where join and leave stand in order.
  const member_count = joined && !byOwnStream ? held!.member_count : channel.member_count;
  const next: ChannelView = { ...channel, ...mine, joined, member_count };
  return { ...state, channels: put(state.channels, channel.id, next) };
}

export function channelHidden(state: State, { channel_id }: Events["channel.hidden"]): State {
  return state.channels[channel_id]?.joined ? state : forgetChannel(state, channel_id);
}

export function channelJoined(state: State, { channel }: Events["channel.joined"], epoch: string): State {
  const head = channel.head ?? 0;
  const stream = channelStream(channel.id);
  const position = state.positions[stream] ?? ([epoch, head] as const);
  const read = { channel_id: channel.id, seq: head, head, unread: 0, mentions: 0 };
  return {
    ...state,
    channels: put(state.channels, channel.id, channel),
    positions: put(state.positions, stream, position),
    reads: state.reads[channel.id] ? state.reads : put(state.reads, channel.id, read),
  };
}

/** A public channel stays in sight, except for a guest, who sees only what it is in. */
export function channelLeft(state: State, { channel_id, member_count = 0 }: Events["channel.left"]): State {
  const held = state.channels[channel_id];
  const next = { ...forgetChannel(state, channel_id), requests: withoutRequests(state, channel_id) };
  if (held?.kind !== "public" || state.me?.role === "guest") return next;
  const { role: _role, level: _level, muted: _muted, starred: _starred, ...rest } = held;
  const channel = { ...rest, joined: false, member_count };
  return { ...next, channels: put(next.channels, channel_id, channel) };
}

export function channelConfigured(state: State, data: Events["channel.configured"]): State {
  const held = state.channels[data.channel_id];
  if (!held) return state;
  const { level, muted, starred } = data;
  return { ...state, channels: put(state.channels, held.id, { ...held, level, muted, starred }) };
}

export function memberChanged(state: State, { channel_id, member }: Events["member.changed"]): State {
  const held = state.channels[channel_id];
  if (!held || member.person_id !== state.me?.id) return state;
  return { ...state, channels: put(state.channels, channel_id, { ...held, role: member.role }) };
}

export function memberJoined(state: State, data: Events["member.joined"], seq: number): State {
  return countMembers(state, data.channel_id, seq, 1, (ids) =>
    ids.includes(data.member.person_id) ? ids : [...ids, data.member.person_id],
  );
}

export function memberLeft(state: State, data: Events["member.left"], seq: number): State {
  return countMembers(state, data.channel_id, seq, -1, (ids) =>
    ids.filter((id) => id !== data.person_id),
  );
}

/** All that is loaded of a channel goes; what the store knows of the channel itself stays. */
export function clearChannel(state: State, channelId: string): State {
  const messages = state.messages[channelId] ?? {};
  const threadIds = Object.keys(messages);
  return {
    ...state,
    messages: omit(state.messages, channelId),
    asOf: omit(state.asOf, ...threadIds),
    lists: omit(state.lists, channelId, ...threadIds),
    tails: omit(state.tails, channelId, ...threadIds),
    typing: omit(state.typing, channelId, ...threadIds),
  };
}

function forgetChannel(state: State, channelId: string): State {
  const threads = Object.values(state.reads)
    .filter((read) => read.thread_channel_id === channelId && read.thread_id)
    .map((read) => read.thread_id!);
  const cleared = withoutChannel(clearChannel(state, channelId), channelId);
  return {
    ...cleared,
    channels: omit(cleared.channels, channelId),
    looks: omit(cleared.looks, channelId),
    reads: omit(cleared.reads, channelId, ...threads),
    positions: omit(cleared.positions, channelStream(channelId)),
    pending: cleared.pending.map((mine) => (mine.channel_id === channelId ? refused(mine) : mine)),
  };
}

/** What was written there cannot be sent any more; its text is kept. */
function refused(mine: Pending): Pending {
  if (mine.state === "sent" || mine.state === "failed") return mine;
  const detail = "You are not in this channel any more.";
  return { ...mine, state: "failed", error: { name: "OperationFailed", message: detail, code: "not_member", detail } };
}

/** The count in a view read at `head` already holds the joins and leaves up to there. */
function countMembers(
  state: State,
  channelId: string,
  seq: number,
  by: number,
  turn: (ids: string[]) => string[],
): State {
  const held = state.channels[channelId];
  if (!held || (held.head ?? 0) >= seq) return state;
  const next: ChannelView = { ...held, member_count: Math.max(0, held.member_count + by) };
  if (held.member_ids) next.member_ids = turn(held.member_ids);
  return { ...state, channels: put(state.channels, channelId, next) };
}
