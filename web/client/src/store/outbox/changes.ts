// What I did to messages, threads and marks and the server has not confirmed: pure.

import type { MessageView, ReactionView } from "../../protocol";
import type { Change, NewChange } from "../api";
import { emptied } from "../reduce_messages";
import { omit, type State } from "../state";

/** Two changes of one key are about the same thing: the later one stands. */
const keyOf = (change: Pick<Change, "kind" | "target" | "emoji">) => `${change.kind} ${change.target} ${change.emoji ?? ""}`;

/** The changes with one more; what it makes void is gone. */
export function withChange(changes: readonly Change[], added: Change): readonly Change[] {
  const before = changes.find((held) => held.state !== "sending" && held.state !== "sent" && keyOf(held) === keyOf(added));
  if (!before) return [...withoutVoid(changes, added), added];
  const others = changes.filter((held) => held !== before);
  const undone = added.on !== undefined && before.on !== added.on && before.state === "waiting" && !before.tried;
  if (undone) return others;
  const seq = added.forward && before.forward ? Math.max(added.seq ?? 0, before.seq ?? 0) : added.seq;
  return [...others, { ...added, seq, was: added.was === undefined ? undefined : (before.was ?? added.was) }];
}

/** What is deleted need not be edited first. */
function withoutVoid(changes: readonly Change[], added: Change): readonly Change[] {
  if (added.kind !== "delete") return changes;
  return changes.filter((held) => held.target !== added.target || held.state === "sending" || held.state === "sent");
}

export function toChange(wanted: NewChange, id: string, at: number): Change {
  return { ...wanted, id, created_at: at, state: "waiting" };
}

/** The message as it will be once my changes are confirmed; null where it will be gone. */
export function overlaid(message: MessageView, changes: readonly Change[], me: string): MessageView | null {
  let shown = message;
  for (const change of changes) {
    if (change.target !== message.id || change.state === "failed") continue;
    if (change.kind === "delete") {
      if (!shown.thread?.reply_count) return null;
      shown = emptied(shown);
    }
    if (change.kind === "edit" && change.text !== message.text) {
      shown = { ...shown, text: change.text ?? "", spans: [], edited_at: change.created_at };
    }
    if (change.kind === "edit" && change.title) shown = { ...shown, title: change.title };
    if (change.kind === "react" && change.emoji) {
      shown = { ...shown, reactions: withMine(shown.reactions ?? [], change.emoji, me, change.on ?? true) };
    }
    if (change.kind === "recommend") shown = { ...shown, recommended_by: withMe(shown.recommended_by ?? [], me, change.on ?? true) };
  }
  return shown;
}

const withMe = (people: readonly string[], me: string, on: boolean) =>
  people.includes(me) === on ? [...people] : on ? [...people, me] : people.filter((id) => id !== me);

function withMine(reactions: readonly ReactionView[], emoji: string, me: string, on: boolean): ReactionView[] {
  const there = reactions.find((reaction) => reaction.emoji === emoji);
  if (on && !there) return [...reactions, { emoji, person_ids: [me] }];
  if (!there || there.person_ids.includes(me) === on) return [...reactions];
  const person_ids = on ? [...there.person_ids, me] : there.person_ids.filter((id) => id !== me);
  const turned = reactions.map((reaction) => (reaction === there ? { emoji, person_ids } : reaction));
  return turned.filter((reaction) => reaction.person_ids.length > 0);
}

/** Ids with those that my changes of this kind add, without those that they take away. */
export function turned(ids: readonly string[], changes: readonly Change[], kind: Change["kind"]): string[] {
  const found = new Set(ids);
  for (const change of changes) {
    if (change.kind !== kind || change.state === "failed") continue;
    if (change.on) found.add(change.target);
    else found.delete(change.target);
  }
  return [...found];
}

/** Confirmed, and the state shows it without help. */
export function hasLanded(state: State, change: Change): boolean {
  const message = state.messages[change.channel_id]?.[change.target];
  switch (change.kind) {
    case "edit":
      return !message || (message.text === change.text && message.title === (change.title ?? message.title));
    case "delete":
      return !message || message.deleted === true;
    case "react":
      return !message || overlaidAlready(message, change, state.me?.id ?? "");
    case "recommend":
      return !message || (message.recommended_by ?? []).includes(state.me?.id ?? "") === change.on;
    case "save":
      return change.target in state.saved === change.on;
    case "follow":
      return change.target in state.reads === change.on;
    case "read":
      return true;
  }
}

function overlaidAlready(message: MessageView, change: Change, me: string): boolean {
  const there = message.reactions?.find((reaction) => reaction.emoji === change.emoji);
  return (there?.person_ids.includes(me) ?? false) === change.on;
}

/** The mark as it is counted while the server has not heard of it. */
export function unreadFrom(state: State, key: string, seq: number): State {
  const held = state.reads[key];
  if (!held) return state;
  const channelId = held.thread_channel_id ?? held.channel_id ?? "";
  const messages = state.messages[channelId] ?? {};
  const after = (state.lists[key]?.ids ?? []).filter((id) => {
    const message = messages[id];
    return message && message.seq > seq && message.author_id !== state.me?.id && !message.deleted;
  });
  const head = Math.max(held.head ?? 0, ...after.map((id) => messages[id]!.seq));
  const read = { ...held, seq, head, unread: after.length, mentions: 0 };
  return { ...state, reads: { ...state.reads, [key]: read }, tails: omit(state.tails, key) };
}
