/** Words for screen readers alone: what a movement in the list came to. */

import { signal } from "@preact/signals";

export const announced = signal("");

export function announce(words: string): void {
  announced.value = words;
}
