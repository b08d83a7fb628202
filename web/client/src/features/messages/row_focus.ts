/** One message at a time is "active": under the pointer, focused or pressed. Arrows move among them. */

import { signal } from "@preact/signals";

/** The row whose actions are shown. */
export const activeRow = signal<string | null>(null);

/** The first message of a thread stands in its channel and in the thread: two rows. */
export const rowName = (messageId: string, inThread: boolean): string => `${inThread ? "thread" : "channel"} ${messageId}`;

/** Up and down among the rows while one of them has the focus. */
export function moveAmongRows(event: KeyboardEvent): void {
  const row = event.target as HTMLElement;
  if (!row.matches("[data-id]")) return;
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[data-id]")];
  const next = nextRow(rows, rows.indexOf(row), event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function nextRow(rows: HTMLElement[], at: number, key: string): HTMLElement | undefined {
  if (key === "ArrowUp") return rows[at - 1];
  if (key === "ArrowDown") return rows[at + 1];
  if (key === "Home") return rows[0];
  return key === "End" ? rows[rows.length - 1] : undefined;
}

/** Focus the newest row of the list that `from` stands under. */
export function focusLastRow(from: Element): boolean {
  const rows = from.closest("[data-conversation]")?.querySelectorAll<HTMLElement>("[data-id]");
  const last = rows?.[rows.length - 1];
  last?.focus();
  return last !== undefined;
}
