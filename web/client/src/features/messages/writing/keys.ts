/** Which format a key asks for. Pure. */

import type { Format } from "./edits";

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

const PLAIN: Record<string, Format> = { b: "bold", i: "italic", k: "link" };
const WITH_SHIFT: Record<string, Format> = { x: "strike", c: "code" };
const DIGITS: Record<string, Format> = { Digit7: "numbers", Digit8: "bullets", Digit9: "quote" };

/** `selects`: something is selected. Ctrl/Cmd+K is a link only then; else it opens the quick switcher. */
export function formatFor(event: Pressed, selects: boolean): Format | null {
  if (event.ctrlKey === event.metaKey) return null;
  const key = event.key.toLowerCase();
  if (event.altKey) return event.shiftKey && event.code === "KeyC" ? "block" : null;
  if (event.shiftKey) return WITH_SHIFT[key] ?? DIGITS[event.code] ?? null;
  return key === "k" && !selects ? null : (PLAIN[key] ?? null);
}
