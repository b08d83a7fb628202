/** Moments to send at, in the reader's own time zone: pure. */

const HOUR_MS = 3_600_000;
const MORNING = 9;
const LATE = 21;

export interface Moment {
  name: "today" | "tomorrow" | "monday";
  at: number;
}

/** What is offered now: later today unless it is late, the next morning, the next week's first. */
export function offeredMoments(now: number): Moment[] {
  const moments: Moment[] = [];
  const later = new Date(now + 2 * HOUR_MS);
  later.setMinutes(60, 0, 0); // the next full hour
  if (later.getDate() === new Date(now).getDate() && later.getHours() <= LATE) moments.push({ name: "today", at: later.getTime() });
  moments.push({ name: "tomorrow", at: morningIn(now, 1) });
  const toMonday = ((8 - new Date(now).getDay()) % 7) || 7;
  if (toMonday > 1) moments.push({ name: "monday", at: morningIn(now, toMonday) });
  return moments;
}

function morningIn(now: number, days: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return day.setHours(MORNING, 0, 0, 0);
}

/** As the field for a date and time takes it: "2026-11-22T09:00". */
export function toField(at: number): string {
  const day = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(day.getHours())}:${two(day.getMinutes())}`;
}

/** The moment that the field holds; null for none. */
export function fromField(value: string): number | null {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? null : at;
}
