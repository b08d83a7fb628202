/** In the pocket the back button first takes away what lies over the page: a sheet, a dialog, a picture. */

import { useEffect } from "preact/hooks";
import { currentStep, nextStep } from "./history_step";
import { isPhone } from "./screen";

interface Cover {
  close: () => void;
}

let covers: Cover[] = [];
let leaving = false;
let afterwards: (() => void) | null = null;

/** While `open`, going back calls `close` instead of leaving the page. */
export function useBackCloses(open: boolean, close: () => void): void {
  useEffect(() => (open && isPhone.peek() ? cover(close) : undefined), [open]);
}

function cover(close: () => void): () => void {
  const mine = { close };
  covers.push(mine);
  if (!currentStep().covered) history.pushState(nextStep(true), "");
  return () => {
    if (!covers.includes(mine)) return;
    covers = covers.filter((other) => other !== mine);
    setTimeout(uncover); // another may open at once, or the choice leads elsewhere: both use this step
  };
}

function uncover(): void {
  if (covers.length > 0 || leaving || !currentStep().covered) return;
  leaving = true;
  history.back();
}

/** Run `work` now, or once the step of what was closed is undone. */
export function whenUncovered(work: () => void): void {
  if (leaving) afterwards = work;
  else work();
}

/** Call first when the person went back or forward. */
export function onWayBack(): void {
  const work = afterwards;
  const undone = leaving;
  leaving = false;
  afterwards = null;
  if (!undone && !currentStep().covered) covers.pop()?.close();
  if (covers.length > 0 && !currentStep().covered) history.pushState(nextStep(true), "");
  work?.();
}
