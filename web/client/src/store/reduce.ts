// The one reducer: a state and a push give the next state. Pure, so that a replay proves it.

import type { Push } from "../realtime/frames";
import * as channels from "./reduce_channels";
import * as messages from "./reduce_messages";
import * as people from "./reduce_people";
import { deviceChanged, deviceRemoved, notificationsChanged } from "./notifications";
import { archiveChanged } from "./archive";
import { digestChanged } from "./digest";
import { formShown, whispered, withoutWhisper } from "./apps";
import { entriesChanged } from "./faq";
import { draftChanged } from "./drafts";
import { feedSettingsChanged, stanceChanged } from "./feed";
import { newsIn, noNews } from "./feed_news";
import { joinAnswered, joinAsked } from "./homes";
import { preferencesChanged } from "./preferences";
import { scheduledChanged, scheduledRemoved } from "./scheduled";
import { acknowledged } from "./posts";
import { applyRead } from "./reduce_reads";
import { put, type State } from "./state";
import { TYPING_LASTS_MS, typingHeard } from "./typing";

/** How a push stands to what was applied of its stream. */
export type Order = "next" | "known" | "gap" | "ephemeral";

export function orderOf(state: State, push: Push): Order {
  if (push.seq === undefined || push.seq === null) return "ephemeral";
  const position = state.positions[push.stream];
  if (!position) return "next"; // a stream not heard before: it begins here
  const [epoch, seq] = position;
  if (epoch !== push.epoch) return "gap";
  if (push.seq <= seq) return "known";
  return push.seq === seq + 1 ? "next" : "gap";
}

/** Apply a push that is `next` or `ephemeral`; one that is `known` changes nothing. */
export function apply(state: State, push: Push, now: number = Date.now()): State {
  if (orderOf(state, push) === "known") return state;
  const seq = push.seq ?? 0;
  const next = reduce(state, push, seq, now);
  if (!seq) return next;
  return { ...next, positions: put(next.positions, push.stream, [push.epoch, seq] as const) };
}

function reduce(state: State, push: Push, seq: number, now: number): State {
  switch (push.event) {
    case "message.posted":
      return newsIn(messages.posted(state, push.data), push.data.message);
    case "message.edited":
      return messages.edited(state, push.data, seq);
    case "message.deleted":
      return noNews(messages.deleted(state, push.data, seq), push.data.message_id);
    case "message.previewed":
      return messages.previewed(state, push.data, seq);
    case "message.pictured":
      return messages.pictured(state, push.data, seq);
    case "post.changed":
      return messages.postChanged(state, push.data, seq);
    case "recommendation.added":
      return messages.recommended(state, push.data, seq, true);
    case "recommendation.removed":
      return messages.recommended(state, push.data, seq, false);
    case "faq.card_changed":
      return messages.faqCardChanged(state, push.data, seq);
    case "reaction.added":
      return messages.reacted(state, push.data, seq);
    case "reaction.removed":
      return messages.unreacted(state, push.data, seq);
    case "pin.added":
      return messages.pinned(state, push.data, seq);
    case "pin.removed":
      return messages.unpinned(state, push.data, seq);
    default:
      return reduceOther(state, push, seq, now);
  }
}

function reduceOther(state: State, push: Push, seq: number, now: number): State {
  switch (push.event) {
    case "channel.created":
      return channels.channelChanged(state, push.data.channel, false);
    case "channel.updated":
      return channels.channelChanged(state, push.data.channel, push.stream.startsWith("c:"));
    case "channel.hidden":
      return channels.channelHidden(state, push.data);
    case "channel.joined":
      return channels.channelJoined(state, push.data, push.epoch);
    case "channel.left":
      return channels.channelLeft(state, push.data);
    case "channel.configured":
      return channels.channelConfigured(state, push.data);
    case "channel.imported":
      return { ...channels.clearChannel(state, push.data.channel_id), readsStale: true };
    case "member.joined":
      return channels.memberJoined(state, push.data, seq);
    case "member.left":
      return channels.memberLeft(state, push.data, seq);
    case "member.changed":
      return channels.memberChanged(state, push.data);
    case "post.acknowledged":
      return acknowledged(state, push.data);
    case "person.joined":
    case "person.updated":
      return people.personChanged(state, push.data.person);
    case "workspace.updated":
      return { ...state, workspace: push.data.workspace };
    case "message.saved":
      return people.messageSaved(state, push.data);
    case "message.unsaved":
      return people.messageUnsaved(state, push.data);
    case "thread.followed":
      return people.threadFollowed(state, push.data);
    case "thread.unfollowed":
      return people.threadUnfollowed(state, push.data);
    case "read.marked":
      return applyRead(state, push.data.read);
    case "preferences.changed":
      return preferencesChanged(state, push.data);
    case "draft.changed":
      return draftChanged(state, push.data);
    case "scheduled.changed":
      return scheduledChanged(state, push.data);
    case "scheduled.removed":
      return scheduledRemoved(state, push.data);
    case "notifications.changed":
      return notificationsChanged(state, push.data);
    case "stance.changed":
      return stanceChanged(state, push.data);
    case "feed.moved":
      return { ...state, feedMoves: state.feedMoves + 1 };
    case "feed.settings_changed":
      return feedSettingsChanged(state, push.data);
    case "join.asked":
      return joinAsked(state, push.data);
    case "join.answered":
      return joinAnswered(state, push.data);
    case "push.changed":
      return deviceChanged(state, push.data);
    case "push.removed":
      return deviceRemoved(state, push.data);
    case "faq.entry_changed":
    case "faq.entry_removed":
    case "faq.imported":
      return entriesChanged(state, push.data);
    case "archive.changed":
      return archiveChanged(state, push.data);
    case "digest.changed":
      return digestChanged(state);
    case "message.whispered":
      return whispered(state, push.data);
    case "message.unwhispered":
      return withoutWhisper(state, push.data.message_id);
    case "form.shown":
      return formShown(state, push.data, now);
    case "presence.changed":
      return people.presenceChanged(state, push.data);
    case "typing.started":
      return typingHeard(state, push.data.thread_id ?? push.data.channel_id, push.data.person_id, now + TYPING_LASTS_MS);
    default:
      return state; // an event of a newer server
  }
}
