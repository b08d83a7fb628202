/** Dragging lines of a list with a mouse or pen to their own order; a finger scrolls and presses long. */

import { signal } from "@preact/signals";

/** What is dragged, and where it would fall: before a line, or at the end of its list. */
interface Dragged {
  kind: string;
  id: string;
  over: string | null;
  last: boolean;
}

export const dragged = signal<Dragged | null>(null);

const FAR_ENOUGH_PX = 6;
const EDGE_PX = 36;
const SCROLL_PX = 10;

interface DragOptions {
  /** Lines of one kind change places with each other: they carry `data-drag="kind"`, `data-drag-id`. */
  kind: string;
  id: string;
  onDrop: (before: string | null) => void;
}

/** Handlers to spread on the element that is taken hold of. */
export function dragHandlers(options: DragOptions) {
  return {
    onPointerDown: (event: PointerEvent) => begin(event, options),
    onDragStart: (event: DragEvent) => event.preventDefault(), // a link's own drag
  };
}

function begin(down: PointerEvent, { kind, id, onDrop }: DragOptions): void {
  if (down.pointerType === "touch" || down.button !== 0) return;
  const lines = () => [...document.querySelectorAll<HTMLElement>(`[data-drag="${kind}"]`)];
  const scroller = (down.currentTarget as Element).closest<HTMLElement>(".scroll");
  const move = (event: PointerEvent) => {
    const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > FAR_ENOUGH_PX;
    if (!far && !dragged.peek()) return;
    event.preventDefault();
    scrollNear(scroller, event.clientY);
    dragged.value = { kind, id, ...placeAt(lines(), event.clientY) };
  };
  const end = (event: Event) => {
    const fallen = dragged.peek();
    stop();
    if (!fallen) return;
    swallowClick();
    if (event.type === "pointerup" && fallen.over !== id) onDrop(fallen.last ? null : fallen.over);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !dragged.peek()) return;
    event.preventDefault();
    event.stopPropagation();
    end(event);
  };
  const stop = () => {
    dragged.value = null;
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    removeEventListener("blur", end);
    removeEventListener("keydown", onKey, true);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
  addEventListener("blur", end);
  addEventListener("keydown", onKey, true);
}

/** The line whose upper half is nearest below the pointer; past the last one's middle, the end. */
function placeAt(lines: HTMLElement[], y: number): { over: string | null; last: boolean } {
  for (const line of lines) {
    const { top, height } = line.getBoundingClientRect();
    if (y < top + height / 2) return { over: line.dataset["dragId"]!, last: false };
  }
  return { over: lines.at(-1)?.dataset["dragId"] ?? null, last: true };
}

function scrollNear(scroller: HTMLElement | null, y: number): void {
  if (!scroller) return;
  const { top, bottom } = scroller.getBoundingClientRect();
  if (y < top + EDGE_PX) scroller.scrollTop -= SCROLL_PX;
  else if (y > bottom - EDGE_PX) scroller.scrollTop += SCROLL_PX;
}

/** Letting go after a drag chooses nothing. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
}

/** The class that shows where it would fall. */
export function dropClass(kind: string, id: string): string {
  const now = dragged.value;
  if (!now || now.kind !== kind) return "";
  if (now.id === id) return "dragged";
  if (now.over !== id) return "";
  return now.last ? "drop-after" : "drop-before";
}
