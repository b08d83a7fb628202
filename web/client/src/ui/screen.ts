/** Which room we are in (desk or pocket), and how much of the window the keyboard leaves. */

import { signal } from "@preact/signals";

const pocket = matchMedia("(width < 768px)");

/** True below 768 px: one pane at a time, bottom navigation. */
export const isPhone = signal(pocket.matches);
pocket.addEventListener("change", () => (isPhone.value = pocket.matches));

/** True where the main pointer is a finger: no hover, a keyboard that covers the page. */
export const isTouch = matchMedia("(pointer: coarse)").matches;

/** Keep `--visible-height` equal to what the on-screen keyboard leaves; returns a stop. */
export function followKeyboard(root: HTMLElement): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => undefined;
  const measure = () => {
    const covered = window.innerHeight - viewport.height * viewport.scale;
    const open = covered > 120 && viewport.scale < 1.05;
    root.classList.toggle("keyboard-open", open);
    if (open) root.style.setProperty("--visible-height", `${Math.round(viewport.height)}px`);
    else root.style.removeProperty("--visible-height");
    if (open) window.scrollTo(0, 0);
  };
  viewport.addEventListener("resize", measure);
  viewport.addEventListener("scroll", measure);
  return () => {
    viewport.removeEventListener("resize", measure);
    viewport.removeEventListener("scroll", measure);
  };
}
