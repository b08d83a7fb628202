/** Whether a post is pinned, and for how long. */

import { useId } from "preact/hooks";
import { t, type Key } from "../../ui/i18n";

export type Pinned = "no" | "day" | "week" | "month" | "always";

const DAY_MS = 24 * 3_600_000;
const CHOICES: ReadonlyArray<readonly [Pinned, Key, number]> = [
  ["no", "post.pin_no", 0],
  ["day", "post.pin_day", DAY_MS],
  ["week", "post.pin_week", 7 * DAY_MS],
  ["month", "post.pin_month", 30 * DAY_MS],
  ["always", "post.pin_always", 0],
];

/** As `posts.write` takes it. */
export function pinnedUntil(pinned: Pinned, now: number): { pinned?: true; pinned_until?: number } {
  if (pinned === "no") return {};
  const lasts_ms = CHOICES.find(([one]) => one === pinned)![2];
  return lasts_ms === 0 ? { pinned: true } : { pinned: true, pinned_until: now + lasts_ms };
}

export function PinEnd({ value, onChoose }: { value: Pinned; onChoose: (pinned: Pinned) => void }) {
  const id = useId();
  return (
    <div class="post-form__pin">
      <label for={id}>{t("post.pin")}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value as Pinned)}>
        {CHOICES.map(([one, name]) => <option key={one} value={one}>{t(name)}</option>)}
      </select>
    </div>
  );
}
