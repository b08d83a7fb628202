/** Back by a finger from the left edge: the room follows it, and stays if the finger thinks better of it. */

import { useEffect, useRef } from "preact/hooks";

const EDGE_PX = 36;
const DECIDED_PX = 10;
const ENOUGH = 0.35; // of the width
const FAST_PX_PER_MS = 0.5;
const SETTLE_MS = 180;

interface Swipe {
  x: number;
  y: number;
  at: number;
  moving: boolean;
}

/** Give the element that slides; `onBack` is called once it is let go far or fast enough. */
export function useSwipeBack(element: { current: HTMLElement | null }, enabled: boolean, onBack: () => void): void {
  const back = useRef(onBack);
  back.current = onBack;
  useEffect(() => {
    const room = element.current;
    if (!room || !enabled) return;
    let swipe: Swipe | null = null;
    const begin = (event: TouchEvent) => {
      const touch = event.touches[0];
      swipe = null;
      if (!touch || event.touches.length > 1 || touch.clientX > EDGE_PX || document.querySelector("dialog[open]")) return;
      if (slidesItself(event.target, room)) return;
      swipe = { x: touch.clientX, y: touch.clientY, at: event.timeStamp, moving: false };
    };
    const move = (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!swipe || !touch) return;
      const [dx, dy] = [touch.clientX - swipe.x, touch.clientY - swipe.y];
      if (!swipe.moving) {
        if (Math.abs(dy) > DECIDED_PX || event.touches.length > 1) return void (swipe = null);
        if (dx < DECIDED_PX) return;
        swipe.moving = true;
        room.classList.add("shell__rooms--sliding");
      }
      if (event.cancelable) event.preventDefault();
      room.style.transform = `translateX(${Math.max(0, dx)}px)`;
    };
    const end = (event: TouchEvent) => {
      const touch = event.changedTouches[0];
      const done = swipe;
      swipe = null;
      if (!done?.moving) return;
      const dx = (touch?.clientX ?? done.x) - done.x;
      const speed = dx / Math.max(1, event.timeStamp - done.at);
      const goes = event.type === "touchend" && (dx > room.clientWidth * ENOUGH || (dx > 48 && speed > FAST_PX_PER_MS));
      settle(room, goes ? room.clientWidth : 0, () => goes && back.current());
    };
    room.addEventListener("touchstart", begin, { passive: true });
    room.addEventListener("touchmove", move, { passive: false });
    room.addEventListener("touchend", end);
    room.addEventListener("touchcancel", end);
    return () => {
      room.removeEventListener("touchstart", begin);
      room.removeEventListener("touchmove", move);
      room.removeEventListener("touchend", end);
      room.removeEventListener("touchcancel", end);
      rest(room);
    };
  }, [enabled]);
}

/** Slide on to where it belongs; without motion it is there at once. */
function settle(room: HTMLElement, to: number, then: () => void): void {
  const finish = () => {
    rest(room);
    then();
  };
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return finish();
  const sliding = room.animate([{ transform: room.style.transform }, { transform: `translateX(${to}px)` }], {
    duration: SETTLE_MS,
    easing: "ease-out",
  });
  sliding.onfinish = finish;
  sliding.oncancel = finish;
}

function rest(room: HTMLElement): void {
  room.style.transform = "";
  room.classList.remove("shell__rooms--sliding");
}

/** What scrolls sideways keeps the finger, unless it stands at its beginning. */
function slidesItself(target: EventTarget | null, room: HTMLElement): boolean {
  for (let at = target instanceof Element ? target : null; at && at !== room; at = at.parentElement) {
    if (at.scrollLeft > 0 || at.matches("input[type=range]")) return true;
  }
  return false;
}
