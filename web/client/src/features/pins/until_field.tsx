/** The day until which something is pinned; a past one is said to be past. */

import { useId } from "preact/hooks";
import { momentWithin } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { toDay } from "../messages/days";
import { lastOf, momentOf } from "./ends";
import "./pins.css";

interface UntilFieldProps {
  day: string;
  onDay: (day: string) => void;
}

export function UntilField({ day, onDay }: UntilFieldProps) {
  const id = useId();
  const now = Date.now();
  const past = momentOf({ lasts: "until", day }, now) === undefined;
  return (
    <div class="field pin-until">
      <label for={id}>{t("pin_last_day")}</label>
      <input
        id={id}
        type="date"
        value={day}
        min={toDay(now)}
        aria-invalid={past || undefined}
        aria-describedby={`${id}-note`}
        onInput={(event) => onDay(event.currentTarget.value)}
      />
      <p id={`${id}-note`} class={past ? "field__error" : "field__hint"} role={past ? "alert" : undefined}>
        {past ? t("pin_day_past") : t("pin_leaves", { date: momentWithin(lastOf(day)!) })}
      </p>
    </div>
  );
}
