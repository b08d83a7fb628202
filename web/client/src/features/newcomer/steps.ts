/** The first steps of somebody new: which are done. Pure. */

export type Step = "profile" | "channels" | "people" | "hello";

export interface Done {
  /** They say something of themselves, or show a photo. */
  profile: boolean;
  /** Channels that they are in besides the one where everybody is. */
  channels: number;
  /** People whom they follow. */
  people: number;
  /** They have written something. */
  hello: boolean;
}

export const ENOUGH = 3;
export const STEPS: readonly Step[] = ["profile", "channels", "people", "hello"];

export function isDone(step: Step, done: Done): boolean {
  if (step === "channels" || step === "people") return done[step] >= ENOUGH;
  return done[step];
}

export const countDone = (done: Done): number => STEPS.filter((step) => isDone(step, done)).length;
