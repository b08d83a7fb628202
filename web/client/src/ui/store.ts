/** The store that the screens read; given once, before the first render. */

import type { Store } from "../store";

export let store: Store;

export function provideStore(given: Store): void {
  store = given;
}
