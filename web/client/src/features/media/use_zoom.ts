/** Fingers, wheel and double click on a picture: closer, about, on to the next. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { FITTED, moved, type Point, swipeOf, type View, zoomed } from "./zoom";

interface Turns {
  next: () => void;
  previous: () => void;
  close: () => void;
}

const CLOSER = 2.5;
const STILL_PX = 6;

/** `key` names the picture: another one begins anew. What moves carries `data-moving`. */
export function useZoom(key: string, turns: Turns) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<View>(FITTED);
  const fingers = useRef(new Map<number, Point>());
  const walked = useRef<Point>({ x: 0, y: 0 });
  const [scale, setScale] = useState(1);

  const show = (next: View) => {
    view.current = next;
    setScale(next.scale);
    const moving = frame.current?.querySelector<HTMLElement>("[data-moving]");
    if (moving) moving.style.transform = `translate(${next.x}px, ${next.y}px) scale(${next.scale})`;
  };
  useLayoutEffect(() => show(FITTED), [key]);

  const fromMiddle = (event: { clientX: number; clientY: number }): Point => {
    const box = frame.current!.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  };
  const size = (): Point => ({ x: frame.current!.clientWidth, y: frame.current!.clientHeight });
  const move = (next: View, by: Point) => show(moved(next, by, size()));

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (fingers.current.size === 0) walked.current = { x: 0, y: 0 };
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (event.pointerType !== "mouse" || view.current.scale > 1) frame.current!.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    const by = { x: now.x - before.x, y: now.y - before.y };
    walked.current = { x: walked.current.x + by.x, y: walked.current.y + by.y };
    if (other) {
      const middle = fromMiddle({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
      show(zoomed(view.current, distance(now, other) / Math.max(1, distance(before, other)), middle));
    } else if (view.current.scale > 1) {
      move(view.current, by);
    }
  };
  const onPointerUp = (event: PointerEvent) => {
    const alone = fingers.current.size === 1;
    if (!fingers.current.delete(event.pointerId) || !alone || view.current.scale > 1) return;
    const swipe = event.pointerType === "mouse" ? null : swipeOf(walked.current);
    if (swipe) turns[swipe]();
  };
  return {
    frame,
    scale,
    by: (factor: number) => move(zoomed(view.current, factor), { x: 0, y: 0 }),
    reset: () => show(FITTED),
    /** The last press did not move: it was a click. */
    still: () => distance(walked.current, { x: 0, y: 0 }) < STILL_PX,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: (event: PointerEvent) => void fingers.current.delete(event.pointerId),
      onDblClick: (event: MouseEvent) => show(zoomed(view.current, view.current.scale > 1 ? 0 : CLOSER, fromMiddle(event))),
      onWheel: (event: WheelEvent) => {
        event.preventDefault();
        move(zoomed(view.current, Math.exp(-event.deltaY / 300), fromMiddle(event)), { x: 0, y: 0 });
      },
    },
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
