/** How a picture is moved and enlarged in its frame: pure. */

export interface View {
  /** 1 fits the frame. */
  scale: number;
  /** Moved from the middle, in pixels. */
  x: number;
  y: number;
}

export interface Point {
  x: number;
  y: number;
}

export const FITTED: View = { scale: 1, x: 0, y: 0 };
const LARGEST = 8;

/** Enlarge by a factor; what lies under `at` (from the middle of the frame) stays there. */
export function zoomed(view: View, factor: number, at: Point = { x: 0, y: 0 }): View {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * factor));
  if (scale === 1) return FITTED;
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Move, but never so far that the picture leaves the middle of the frame. */
export function moved(view: View, by: Point, frame: Point): View {
  const most = { x: (frame.x * (view.scale - 1)) / 2, y: (frame.y * (view.scale - 1)) / 2 };
  return { scale: view.scale, x: within(view.x + by.x, most.x), y: within(view.y + by.y, most.y) };
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

export type Swipe = "next" | "previous" | "close" | null;

/** What a finger meant that moved so far over a picture that fits its frame. */
export function swipeOf(by: Point): Swipe {
  const across = Math.abs(by.x) > Math.abs(by.y);
  if (across && Math.abs(by.x) > 48) return by.x < 0 ? "next" : "previous";
  return !across && by.y > 96 ? "close" : null;
}
