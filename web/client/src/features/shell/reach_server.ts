/** See whether the server still answers, and connect again if it does not. */

import { store } from "../../ui/store";

const LOOK_MS = 400;
const PATIENCE_MS = 8_000;

/** Resolves once connected, or when it takes too long: the bar above says so then. */
export async function reachServer(): Promise<void> {
  store.actions.reconnect();
  const until = Date.now() + PATIENCE_MS;
  do await new Promise((done) => setTimeout(done, LOOK_MS));
  while (store.connection.peek().state !== "online" && Date.now() < until);
}
