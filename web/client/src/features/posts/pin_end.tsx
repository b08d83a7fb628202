/** Whether a post is pinned, and for how long. */

import { useId } from "preact/hooks";
import { t, type Key } from "../../ui/i18n";
import { toDay } from "../messages/days";
import { lastOf, momentOf, usualDay, type Lasts } from "../pins/ends";
import { UntilField } from "../pins/until_field";

export type Pinned = "no" | Lasts;

/** `pinnedUntil` (Unix ms) is read where it is pinned `until` then. */
export interface Pinning {
  pinned: Pinned;
  pinnedUntil: number | null;
}

const CHOICES: ReadonlyArray<readonly [Pinned, Key]> = [
  ["no", "post.pin_no"],
  ["day", "post.pin_day"],
  ["week", "post.pin_week"],
  ["month", "post.pin_month"],
  ["until", "post.pin_until"],
  ["always", "post.pin_always"],
];

/** As `posts.write` takes it; null where the day that was chosen is past. */
export function pinnedUntil({ pinned, pinnedUntil }: Pinning, now: number): { pinned?: true; pinned_until?: number } | null {
  if (pinned === "no") return {};
  const moment = momentOf({ lasts: pinned, day: dayOf(pinnedUntil) }, now);
  if (moment === undefined) return null;
  return moment === null ? { pinned: true } : { pinned: true, pinned_until: moment };
}

const dayOf = (moment: number | null) => (moment === null ? "" : toDay(moment));

export function PinEnd({ value, onChoose }: { value: Pinning; onChoose: (pinning: Pinning) => void }) {
  const id = useId();
  const day = dayOf(value.pinnedUntil);
  const choose = (pinned: Pinned) =>
    onChoose({ pinned, pinnedUntil: pinned === "until" ? (value.pinnedUntil ?? lastOf(usualDay(Date.now()))) : value.pinnedUntil });
  return (
    <>
      <div class="post-form__pin">
        <label for={id}>{t("post.pin")}</label>
        <select id={id} value={value.pinned} onChange={(event) => choose(event.currentTarget.value as Pinned)}>
          {CHOICES.map(([one, name]) => <option key={one} value={one}>{t(name)}</option>)}
        </select>
      </div>
      {value.pinned === "until" && <UntilField day={day} onDay={(chosen) => onChoose({ pinned: "until", pinnedUntil: lastOf(chosen) })} />}
    </>
  );
}
