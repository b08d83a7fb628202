/** Which hint a newcomer sees now: one at a time, each once, where it first matters. Pure. */

export type Hint = "channel" | "thread" | "direct" | "mention" | "drafts";

export interface Situation {
  /** What is read now. */
  place: "channel" | "thread" | "direct" | "other";
  /** Something that was begun elsewhere waits to be sent. */
  left_draft: boolean;
}

/** Seen instead of the others: no more of them. */
export const NO_MORE = "no_more";

/** The first hint that fits and was not seen; null once there are none. */
export function hintFor(seen: readonly string[], { place, left_draft }: Situation): Hint | null {
  const fitting: Hint[] = [];
  if (left_draft) fitting.push("drafts");
  if (place === "thread") fitting.push("thread");
  if (place === "direct") fitting.push("direct");
  if (place === "channel") fitting.push("channel", "mention");
  return seen.includes(NO_MORE) ? null : (fitting.find((hint) => !seen.includes(hint)) ?? null);
}
