/** Days of the reader's own calendar, as moments and as date fields write them. */

/** The first moment of the day so many days ago. */
export function daysAgo(days: number, now = Date.now()): number {
  const then = new Date(now);
  return new Date(then.getFullYear(), then.getMonth(), then.getDate() - days).getTime();
}

/** "2026-11-20" */
export function toDay(at: number): string {
  const day = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(day.getFullYear()).padStart(4, "0")}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The first moment of the day that a date field names; null for no date. */
export function parseDay(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return null;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const at = new Date(year, month - 1, day);
  return at.getMonth() === month - 1 && at.getFullYear() === year ? Math.max(0, at.getTime()) : null;
}
