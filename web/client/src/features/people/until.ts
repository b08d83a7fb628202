/** Spans that people choose, as moments. */

export type Span = "hour" | "today" | "tomorrow" | "week" | "always";

/** When the span that starts now ends (Unix ms); null: never. Tomorrow is at eight in the morning. */
export function endOf(span: Span, now = Date.now()): number | null {
  const day = new Date(now);
  switch (span) {
    case "hour":
      return now + 3_600_000;
    case "today":
      return day.setHours(23, 59, 59, 0);
    case "tomorrow":
      day.setDate(day.getDate() + 1);
      return day.setHours(8, 0, 0, 0);
    case "week":
      day.setDate(day.getDate() + ((7 - day.getDay()) % 7));
      return day.setHours(23, 59, 59, 0);
    case "always":
      return null;
  }
}
