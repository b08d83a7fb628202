/** How long something is pinned, and what moment that is: pure. */

import { parseDay, toDay } from "../messages/days";

export type Lasts = "day" | "week" | "month" | "always" | "until";

/** `day`, as a date field writes it, is read where it lasts `until` then. */
export interface End {
  lasts: Lasts;
  day: string;
}

const DAY_MS = 24 * 3_600_000;
const LONG_MS: Partial<Record<Lasts, number>> = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };

/** A week from now, for a field that nobody has filled yet. */
export const usualDay = (now: number): string => toDay(now + 7 * DAY_MS);

/** An end that was chosen before, as the fields show it. */
export function fromMoment(until: number | null | undefined, now: number): End {
  return until ? { lasts: "until", day: toDay(until) } : { lasts: "always", day: usualDay(now) };
}

/** The moment; null for none, undefined for a day that is past or no day at all. A day counts to its end. */
export function momentOf({ lasts, day }: End, now: number): number | null | undefined {
  if (lasts === "always") return null;
  const long_ms = LONG_MS[lasts];
  if (long_ms) return now + long_ms;
  const at = lastOf(day);
  return at !== null && at > now ? at : undefined;
}

/** The last minute of a day; null for no day. */
export function lastOf(day: string): number | null {
  const first = parseDay(day);
  return first === null ? null : new Date(first).setHours(23, 59, 0, 0);
}
