/** How messages stand together: days apart, five minutes together, and where "new" begins. */

import type { MessageView } from "../../protocol";
import type { Timeline } from "../../store";
import { dayNumber } from "../../ui/dates";

const TOGETHER_MS = 5 * 60_000;

type Authored = Pick<MessageView, "author_id" | "author_name" | "created_at" | "kind" | "deleted" | "title">;

/** Whether `message` stands under the name of the one before it. */
export function isGrouped(before: Authored | undefined, message: Authored): boolean {
  if (!before || before.author_id !== message.author_id) return false;
  if ((before.author_name ?? "") !== (message.author_name ?? "")) return false;
  if (before.kind === "notice" || message.kind === "notice" || before.deleted) return false;
  if (message.title) return false; // a post stands for itself
  const apart_ms = message.created_at - before.created_at;
  return apart_ms < TOGETHER_MS && isSameDay(before, message);
}

export function isSameDay(before: Authored | undefined, message: Authored): boolean {
  return before !== undefined && dayNumber(before.created_at) === dayNumber(message.created_at);
}

/** Whether anything was unread when the timeline was opened. */
export function hasUnread({ messages, openedAt }: Timeline): boolean {
  return openedAt !== null && (messages[messages.length - 1]?.seq ?? 0) > openedAt;
}

/** The first message that was unread on opening; null while it is not loaded, or where there is none. */
export function firstUnread({ messages, openedAt, hasOlder }: Timeline, myId: string): MessageView | null {
  const mark = openedAt;
  if (mark === null || (hasOlder && (messages[0]?.seq ?? 0) > mark)) return null;
  return messages.find((message) => message.seq > mark && message.author_id !== myId) ?? null;
}
