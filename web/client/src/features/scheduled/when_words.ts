/** "Today at 14:00", "Tomorrow at 09:00", "Monday 23 November at 09:00". */

import { clockTime, dayName, dayNumber } from "../../ui/dates";
import { t } from "../../ui/i18n";

export function whenWords(at: number, now = Date.now()): string {
  const day = dayNumber(at) - dayNumber(now) === 1 ? t("scheduled_tomorrow") : dayName(at, now);
  return t("scheduled_when", { day, time: clockTime(at) });
}
