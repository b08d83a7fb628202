/** Whether there is no connection: the same answer from one attempt to connect to the next. */

import { computed } from "@preact/signals";
import { store } from "./store";

let called = false;

/** False during the very first attempt, of which nobody knows yet how it ends. */
export const away = computed<boolean>(() => {
  const { state } = store.connection.value;
  if (state !== "connecting") called = true;
  return called && state !== "online" && state !== "catching-up";
});
