/** Which room we are in (desk or pocket), and how much of the window the keyboard leaves. */

import { signal } from "@preact/signals";

const pocket = matchMedia("(width < 768px)");

/** True below 768 px: one pane at a time, bottom navigation. */
export const isPhone = signal(pocket.matches);
pocket.addEventListener("change", () => (isPhone.value = pocket.matches));

/** True where the main pointer is a finger: no hover, a keyboard that covers the page. */
export const isTouch = matchMedia("(pointer: coarse)").matches;

const KEYBOARD_PX = 120;

/** Keep `--visible-height` equal to what the on-screen keyboard leaves, and `keyboard-open` true; returns a stop. */
export function followKeyboard(root: HTMLElement): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => undefined;
  const tallest = { width: 0, height: 0 };
  /** Where the keyboard makes the window itself lower: lower than it was at this width. */
  const lowers = () => {
    const { innerWidth: width, innerHeight: height } = window;
    Object.assign(tallest, { width, height: tallest.width === width ? Math.max(tallest.height, height) : height });
    return isWriting() && height < tallest.height - KEYBOARD_PX;
  };
  const measure = () => {
    const covered = window.innerHeight - viewport.height * viewport.scale;
    const covers = covered > KEYBOARD_PX && viewport.scale < 1.05;
    root.classList.toggle("keyboard-open", lowers() || covers);
    if (covers) root.style.setProperty("--visible-height", `${Math.round(viewport.height)}px`);
    else root.style.removeProperty("--visible-height");
    if (covers) window.scrollTo(0, 0);
  };
  lowers();
  viewport.addEventListener("resize", measure);
  viewport.addEventListener("scroll", measure);
  return () => {
    viewport.removeEventListener("resize", measure);
    viewport.removeEventListener("scroll", measure);
  };
}

function isWriting(): boolean {
  return isTouch && document.activeElement instanceof HTMLElement && document.activeElement.matches("input, textarea");
}
