/** Times as people say them: today, yesterday, a weekday, a date. */

import { currentLocale, t } from "./i18n";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, options: Intl.DateTimeFormatOptions): string {
  const name = currentLocale() + JSON.stringify(options);
  let found = formats.get(name);
  if (!found) formats.set(name, (found = new Intl.DateTimeFormat(currentLocale(), options)));
  return found.format(at);
}

/** Days since 1970 in the reader's own time zone: equal for two moments of one day. */
export function dayNumber(at: number): number {
  const day = new Date(at);
  return Math.floor(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / 86_400_000);
}

const clocks = new Map<string, Intl.DateTimeFormatOptions>();

/** Hours of two digits where a day has 24 of them ("01:15"), of one where it has twice 12 ("1:15 AM"). */
export function clock(locale: string): Intl.DateTimeFormatOptions {
  let found = clocks.get(locale);
  if (!found) {
    const { hour12 } = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions();
    clocks.set(locale, (found = { hour: hour12 ? "numeric" : "2-digit", minute: "2-digit" }));
  }
  return found;
}

/** "14:05" */
export function clockTime(at: number): string {
  return format(at, clock(currentLocale()));
}

/** The time alone where there is little room: "2:05" for "2:05 PM". */
export function narrowTime(at: number): string {
  return clockTime(at).replace(/[\s\u202f]?[\p{L}.]+$/u, "");
}

/** "Today", "Yesterday", "Friday 20 November", with the year where it is not this one. */
export function dayName(at: number, now = Date.now()): string {
  const ago = dayNumber(now) - dayNumber(at);
  if (ago === 0) return t("date.today");
  if (ago === 1) return t("date.yesterday");
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return capital(
    format(at, { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }),
  );
}

/** "14:05" today, "Yesterday", else "20 Nov" or "20 Nov 2024". */
export function shortDate(at: number, now = Date.now()): string {
  const ago = dayNumber(now) - dayNumber(at);
  if (ago === 0) return clockTime(at);
  if (ago === 1) return t("date.yesterday");
  return shortDay(at, now);
}

/** The whole moment, for a tooltip. */
export function fullDate(at: number): string {
  return capital(format(at, { dateStyle: "full", timeStyle: "short" }));
}

/** The whole moment, within a sentence. */
export function momentWithin(at: number): string {
  return format(at, { dateStyle: "full", timeStyle: "short" });
}

/** "20 Nov" or "20 Nov 2024", also today: where a day is meant, and no time. */
export function shortDay(at: number, now = Date.now()): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(at, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(currentLocale()) + text.slice(1);
}
