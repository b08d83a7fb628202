/** A long press with a finger: what a right click is to a mouse. */

import { useRef } from "preact/hooks";

const LONG_MS = 450;
const STILL_PX = 10;

/** Handlers to spread on the element; `onPress` gets the element. Links and text fields keep their own. */
export function useLongPress(onPress: (target: Element) => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const start = useRef({ x: 0, y: 0 });
  const pressed = useRef(false);
  const stop = () => clearTimeout(timer.current);
  return {
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!touch || event.touches.length > 1 || (event.target as Element).closest("textarea, input")) return;
      const target = event.currentTarget as Element;
      start.current = { x: touch.clientX, y: touch.clientY };
      stop();
      pressed.current = false;
      timer.current = setTimeout(() => {
        pressed.current = true;
        navigator.vibrate?.(10);
        onPress(target);
      }, LONG_MS);
    },
    onTouchMove: (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!touch) return;
      const moved = Math.hypot(touch.clientX - start.current.x, touch.clientY - start.current.y);
      if (moved > STILL_PX) stop();
    },
    onTouchEnd: (event: TouchEvent) => {
      stop();
      if (pressed.current) event.preventDefault(); // lifting the finger chooses nothing of what opened under it
    },
    onTouchCancel: stop,
    onContextMenu: (event: MouseEvent) => {
      if ((event as PointerEvent).pointerType === "touch") event.preventDefault();
    },
  };
}
