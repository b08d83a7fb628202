/** The two ways to jump: up to the first unread message, down to the newest one. */

import { useRef } from "preact/hooks";
import { ArrowDown, ArrowUp, ChevronDown } from "lucide";
import type { Timeline } from "../../store";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { openDateMenu } from "./jump_to_date";
import { firstFrom } from "./window";

/** The day of the row at the top, while the end is far; pressed, it goes to another. */
export function DayPill({ day, onJump }: { day: string; onJump?: ((at: number) => void) | undefined }) {
  if (!onJump) return <span class="day-pill" aria-hidden="true">{day}</span>;
  return (
    <button
      type="button"
      class="day-pill day-pill--jump"
      aria-haspopup="menu"
      aria-label={t("jump_from", { day })}
      onClick={(event) => openDateMenu(event.currentTarget, onJump)}
    >
      {day}
      <Icon of={ChevronDown} size={14} />
    </button>
  );
}

export function JumpToUnread({ onJump }: { onJump: () => void }) {
  return (
    <button type="button" class="jump jump--up" onClick={onJump}>
      <Icon of={ArrowUp} size={16} />
      {t("jump_unread")}
    </button>
  );
}

/** Shown while the reader is not at the bottom; counts what came since. */
export function JumpToLatest({ timeline, onJump }: { timeline: Timeline; onJump: () => void }) {
  const missed = useMissed(timeline);
  return (
    <button type="button" class={`jump jump--down ${missed > 0 ? "jump--missed" : ""}`} onClick={onJump}>
      <Icon of={ArrowDown} size={16} />
      {missed > 0 ? t("new_count", { count: missed }) : t("jump_latest")}
    </button>
  );
}

function useMissed({ messages, hasNewer }: Timeline): number {
  const left = useRef<number | null>(null);
  if (hasNewer) left.current = null;
  else left.current ??= messages[messages.length - 1]?.seq ?? 0;
  return left.current === null ? 0 : messages.length - firstFrom(messages, left.current + 1);
}
