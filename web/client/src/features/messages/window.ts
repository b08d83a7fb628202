/** Which part of a long timeline is in the page: a pure range over messages in seq order. */

import type { MessageView } from "../../protocol";

/** Rows added at once when an end comes near, and the most that are kept. */
export const STEP = 40;
export const MOST = 200;

/** From one seq to another, both included; `to` null follows the newest message. */
export interface Range {
  from: number;
  to: number | null;
}

type Messages = readonly MessageView[];

/** The newest rows, following what comes. */
export function newestRange(messages: Messages): Range {
  return { from: messages[Math.max(0, messages.length - STEP)]?.seq ?? 0, to: null };
}

/** Rows on both sides of a message; the newest where it is not there. */
export function rangeAround(messages: Messages, messageId: string): Range {
  const at = messages.findIndex((message) => message.id === messageId);
  return at < 0 ? newestRange(messages) : between(messages, at - STEP / 2, at + STEP / 2);
}

/** Start (included) and end (excluded) of the range; a range that lies elsewhere shows the newest. */
export function placeOf(messages: Messages, range: Range): [start: number, end: number] {
  if (messages.length === 0) return [0, 0];
  const start = firstFrom(messages, range.from);
  const end = range.to === null ? messages.length : firstFrom(messages, range.to + 1);
  if (start < end) return [start, end];
  return [Math.max(0, messages.length - STEP), messages.length];
}

/** One step towards the past, dropping what is far below; null where all is shown. */
export function older(messages: Messages, range: Range): Range | null {
  const [start, end] = placeOf(messages, range);
  return start === 0 ? null : between(messages, start - STEP, Math.min(end, start - STEP + MOST));
}

/** One step towards the present, dropping what is far above; null where all is shown. */
export function newer(messages: Messages, range: Range): Range | null {
  const [start, end] = placeOf(messages, range);
  return end >= messages.length ? null : between(messages, Math.max(start, end + STEP - MOST), end + STEP);
}

function between(messages: Messages, start: number, end: number): Range {
  const from = messages[Math.max(0, start)]?.seq ?? 0;
  return { from, to: end >= messages.length ? null : messages[end - 1]!.seq };
}

/** Index of the first message whose seq is at least `seq`, by bisection. */
export function firstFrom(messages: Messages, seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
