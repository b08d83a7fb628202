/** How large the drawn chart is: by its buttons and keys, by Ctrl and the wheel, by two fingers. */

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

export const SIZES = [0.4, 0.55, 0.7, 0.85, 1, 1.25];
const FULL = 4;
/** So far the wheel turns, in pixels, or two fingers part, as a ratio, for one step. */
const WHEEL_STEP = 40;
const PINCH_STEP = 1.18;

interface Point {
  x: number;
  y: number;
}

export interface ChartZoom {
  /** Which of `SIZES`. */
  size: number;
  zoom: (by: number) => void;
}

/** While `ready` is true the box listens; what is under the pointer stays there. */
export function useChartZoom(box: RefObject<HTMLElement | null>, ready: boolean): ChartZoom {
  const [size, setSize] = useState(FULL);
  const shown = useRef(FULL);
  const at = useRef<Point | null>(null);
  const zoom = (by: number, around: Point | null = null) => {
    at.current = around;
    setSize((now) => Math.min(SIZES.length - 1, Math.max(0, now + by)));
  };
  useEffect(() => (ready && box.current ? listen(box.current, zoom) : undefined), [ready]);
  useLayoutEffect(() => {
    const ratio = SIZES[size]! / SIZES[shown.current]!;
    shown.current = size;
    if (box.current && ratio !== 1) holdInPlace(box.current, at.current, ratio);
  }, [size]);
  return { size, zoom: (by) => zoom(by) };
}

function holdInPlace(box: HTMLElement, around: Point | null, ratio: number): void {
  const { left, top } = box.getBoundingClientRect();
  const x = around ? around.x - left : box.clientWidth / 2;
  const y = around ? around.y - top : box.clientHeight / 2;
  box.scrollTo({ left: (box.scrollLeft + x) * ratio - x, top: (box.scrollTop + y) * ratio - y, behavior: "instant" });
}

function listen(box: HTMLElement, zoom: (by: number, around: Point) => void): () => void {
  let turned = 0;
  let apart = 0;
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return; // it scrolls; a pad's pinch comes with Ctrl
    event.preventDefault();
    turned += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : Math.sign(event.deltaY) * WHEEL_STEP;
    if (Math.abs(turned) < WHEEL_STEP) return;
    zoom(-Math.sign(turned), { x: event.clientX, y: event.clientY });
    turned = 0;
  };
  const onTouch = (event: TouchEvent) => {
    const [one, other] = event.touches;
    if (!one || !other) return;
    event.preventDefault();
    const far = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    if (event.type === "touchstart" || apart === 0) apart = far;
    const ratio = far / apart;
    if (ratio < PINCH_STEP && ratio > 1 / PINCH_STEP) return;
    zoom(ratio > 1 ? 1 : -1, { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 });
    apart = far;
  };
  const heard = { passive: false };
  box.addEventListener("wheel", onWheel, heard);
  box.addEventListener("touchstart", onTouch, heard);
  box.addEventListener("touchmove", onTouch, heard);
  return () => {
    box.removeEventListener("wheel", onWheel);
    box.removeEventListener("touchstart", onTouch);
    box.removeEventListener("touchmove", onTouch);
  };
}
