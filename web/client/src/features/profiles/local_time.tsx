/** What the clock says where somebody lives. */

import { useEffect, useState } from "preact/hooks";
import { clock } from "../../ui/dates";
import { currentLocale, t } from "../../ui/i18n";

/** "14:05"; null for a zone that this browser does not know. */
export function timeIn(zone: string, at: number, locale = currentLocale()): string | null {
  try {
    return new Intl.DateTimeFormat(locale, { ...clock(locale), timeZone: zone }).format(at);
  } catch {
    return null;
  }
}

/** "Europe/Paris" as people say it: "Paris". */
export const cityOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

export function LocalTime({ zone }: { zone: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  const time = timeIn(zone, now);
  return <>{time ? t("local_time", { time, place: cityOf(zone) }) : cityOf(zone)}</>;
}
