/** Hours in which nothing disturbs, by the clock on my own wall. */

import type { NotificationsView } from "../../protocol";
import { Button } from "../../ui/button";
import { currentLocale, t } from "../../ui/i18n";
import { Switch, change } from "./parts";

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const A_MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function QuietHours({ settings }: { settings: NotificationsView }) {
  const on = settings.quiet === true;
  return (
    <div class="quiet">
      <Switch
        label={t("notify.quiet_on")}
        hint={t("notify.quiet_hint")}
        on={on}
        onTurn={(quiet) => void change({ quiet, ...(quiet ? { time_zone: ownTimeZone() } : {}) })}
      />
      {on && <Hours settings={settings} />}
    </div>
  );
}

function Hours({ settings }: { settings: NotificationsView }) {
  const { quiet_from = 22 * 60, quiet_until = 7 * 60, time_zone = "" } = settings;
  const days = settings.quiet_days?.length ? settings.quiet_days : DAYS;
  const here = ownTimeZone();
  const turn = (day: number) => {
    const next = days.includes(day) ? days.filter((other) => other !== day) : [...days, day];
    void change(next.length === 0 ? { quiet: false } : { quiet_days: next.length === DAYS.length ? [] : next });
  };
  return (
    <div class="quiet__hours">
      <div class="quiet__times">
        <Time label={t("notify.quiet_from")} minute={quiet_from} onMinute={(minute) => void change({ quiet_from: minute })} />
        <Time label={t("notify.quiet_until")} minute={quiet_until} onMinute={(minute) => void change({ quiet_until: minute })} />
      </div>
      <fieldset class="quiet__days">
        <legend>{t("notify.quiet_days")}</legend>
        {DAYS.map((day) => (
          <button key={day} type="button" class="quiet__day" aria-pressed={days.includes(day)} aria-label={dayName(day, "long")} onClick={() => turn(day)}>
            {dayName(day, "short")}
          </button>
        ))}
      </fieldset>
      <p class="notices__note">{t("notify.quiet_zone", { zone: zoneName(time_zone || "UTC") })}</p>
      {time_zone !== here && (
        <Button onClick={() => void change({ time_zone: here })}>{t("notify.quiet_here", { zone: zoneName(here) })}</Button>
      )}
    </div>
  );
}

function Time({ label, minute, onMinute }: { label: string; minute: number; onMinute: (minute: number) => void }) {
  const two = (value: number) => String(value).padStart(2, "0");
  return (
    <label class="quiet__time">
      <span>{label}</span>
      <input
        type="time"
        value={`${two(Math.floor(minute / 60))}:${two(minute % 60)}`}
        onChange={(event) => {
          const [hours, minutes] = event.currentTarget.value.split(":").map(Number);
          if (hours !== undefined && minutes !== undefined) onMinute(hours * 60 + minutes);
        }}
      />
    </label>
  );
}

function dayName(day: number, weekday: "long" | "short"): string {
  const format = new Intl.DateTimeFormat(currentLocale(), { weekday, timeZone: "UTC" });
  return format.format(A_MONDAY + (day - 1) * DAY_MS);
}

const zoneName = (zone: string) => zone.replaceAll("_", " ");
