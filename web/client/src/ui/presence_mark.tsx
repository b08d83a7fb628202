/** Presence as a hexagon: filled (online), hollow (away), barred (do not disturb), none (offline). */

import { t } from "./i18n";
import "./presence_mark.css";

export type PresenceState = "online" | "away" | "dnd" | "offline";

const HEXAGON = "M6 1.2 10.2 3.6v4.8L6 10.8 1.8 8.4V3.6z";
const NAMES = {
  online: "presence.online",
  away: "presence.away",
  dnd: "presence.dnd",
  offline: "presence.offline",
} as const;

/** The mark alone; `named` says the state to a screen reader where no text beside it does. */
export function PresenceMark({ state, size = 12, named = false }: { state: PresenceState; size?: number; named?: boolean }) {
  if (state === "offline") return named ? <span class="sr-only">{t(NAMES.offline)}</span> : null;
  return (
    <svg
      class={`presence-mark presence-mark--${state}`}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      role={named ? "img" : undefined}
      aria-label={named ? t(NAMES[state]) : undefined}
      aria-hidden={named ? undefined : true}
    >
      <path class="presence-mark__edge" d={HEXAGON} />
      <path class="presence-mark__shape" d={HEXAGON} />
      {state === "dnd" && <path class="presence-mark__bar" d="M3.9 6h4.2" />}
    </svg>
  );
}

export function presenceName(state: PresenceState): string {
  return t(NAMES[state]);
}
