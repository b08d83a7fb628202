/** What stands where content will be: skeletons of its shape after 150 ms, or what a place is for. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "./i18n";
import "./placeholder.css";

/** True once `wait_ms` have passed: a quick answer shows no skeleton at all. */
export function useLate(wait_ms = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), wait_ms);
    return () => clearTimeout(timer);
  }, []);
  return late;
}

const WIDTHS = ["w-70", "w-40", "w-90", "w-55", "w-80", "w-30", "w-65", "w-45"];

/** Rows of messages yet to come. */
export function MessageSkeleton({ rows = 8 }: { rows?: number }) {
  if (!useLate()) return null;
  return (
    <div class="waiting" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <div class="waiting__row" key={row}>
          <span class="waiting__square" />
          <span class="waiting__lines">
            <span class={`waiting__line w-20`} />
            <span class={`waiting__line ${WIDTHS[row % WIDTHS.length]}`} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** Cards yet to come. */
export function CardSkeleton({ cards = 4 }: { cards?: number }) {
  if (!useLate()) return null;
  return (
    <div class="waiting waiting--cards" role="status" aria-label={t("loading")}>
      {Array.from({ length: cards }, (_, card) => (
        <div class="waiting__card" key={card}>
          <span class="waiting__line w-20" />
          <div class="waiting__row">
            <span class="waiting__square" />
            <span class="waiting__lines">
              <span class="waiting__line w-30" />
              <span class={`waiting__line ${WIDTHS[card % WIDTHS.length]}`} />
            </span>
          </div>
        </div>
      ))}
    </div>
  );
}

/** Lines of a list yet to come. */
export function ListSkeleton({ rows = 6 }: { rows?: number }) {
  if (!useLate()) return null;
  return (
    <div class="waiting waiting--list" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} class={`waiting__line ${WIDTHS[row % WIDTHS.length]}`} />
      ))}
    </div>
  );
}

/** An empty place: one sentence that says what it is for, one button that does the first thing. */
export function Empty({ title, text, children }: { title?: string; text: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <svg class="empty__comb" width="88" height="72" viewBox="0 0 88 72" aria-hidden="true">
        <path d="M44 4 62 14v20L44 44 26 34V14z" />
        <path d="M23 38 38 46.500v17L23 71" class="empty__cell" />
        <path d="M65 38 50 46.500v17L65 71" class="empty__cell" />
      </svg>
      {title && <h2>{title}</h2>}
      <p>{text}</p>
      {children}
    </div>
  );
}
