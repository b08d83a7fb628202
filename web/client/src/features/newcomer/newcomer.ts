/** Who is new here is led through the first steps, until they put that away. */

import { store } from "../../ui/store";

const SEEN = "newcomer";

/** Is the way to the first steps shown? */
export const isNew = (): boolean => store.welcome.value?.newcomer === true && !store.preferences.value.hints.includes(SEEN);

export function putAway(): void {
  const { hints } = store.preferences.value;
  store.actions.setPreferences({ hints: [...new Set([...hints, SEEN])] });
}
