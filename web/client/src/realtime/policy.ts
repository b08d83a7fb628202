// What to do when a connection ends, and how long to wait before the next: pure.

export type AfterClose = "at-once" | "later" | "signed-out" | "refused";

const TOO_MANY_CONNECTIONS = 4102;

/** 4000–4099 come back at once, 4100–4199 wait for the person, anything else after a pause. */
export function afterClose(code: number): AfterClose {
  if (code >= 4000 && code <= 4099) return "at-once";
  if (code === TOO_MANY_CONNECTIONS) return "refused";
  if (code >= 4100 && code <= 4199) return "signed-out";
  return "later";
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Milliseconds before the attempt number `failures` + 1: doubling, with half of it left to chance
 *  so that a thousand clients of a restarted server do not come back in one instant. */
export function pauseBefore(failures: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
