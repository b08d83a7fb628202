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

/** How many channels and people there are to choose from, those chosen before among them. */
export interface Offered {
  channels: number;
  people: number;
}

export const ENOUGH = 3;
const STEPS: readonly Step[] = ["profile", "channels", "people", "hello"];

/** Of channels or people: as many as there are, and no more than three. */
export const wanted = (step: "channels" | "people", offered: Offered): number => Math.min(ENOUGH, offered[step]);

/** How many more of them are asked for. */
export const left = (step: "channels" | "people", done: Done, offered: Offered): number => Math.max(0, wanted(step, offered) - done[step]);

export function isDone(step: Step, done: Done, offered: Offered): boolean {
  if (step === "channels" || step === "people") return left(step, done, offered) === 0;
  return done[step];
}

/** What there is to do: nobody is asked for channels or people where there are none. */
export const stepsFor = (offered: Offered): readonly Step[] =>
  STEPS.filter((step) => (step !== "channels" && step !== "people") || wanted(step, offered) > 0);

export const countDone = (done: Done, offered: Offered): number => stepsFor(offered).filter((step) => isDone(step, done, offered)).length;
