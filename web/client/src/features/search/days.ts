/** Days as the search field writes them, and as people read them. */

import { currentLocale } from "../../ui/i18n";

/** "2026-03-02" as "2 March 2026"; what is no day stays as it is. */
export function dayOf(written: string): string {
  const day = new Date(`${written}T12:00:00`);
  if (Number.isNaN(day.getTime())) return written;
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: "medium" }).format(day);
}
