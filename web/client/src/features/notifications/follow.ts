/** What goes on beside the screens: opening what a notification points to, clearing those that were seen. */

import { computed, effect } from "@preact/signals";
import { go } from "../../ui/router";
import { store } from "../../ui/store";
import { followRemoval, lookAgain, renew } from "./device";
import { playNote } from "./note";

/** Source: `sw/push.ts`. */
interface Opened {
  push?: "open" | "renewed";
  url?: string;
}

/** Call once, when the page is there. */
export function followNotifications(): void {
  followWorker();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    lookAgain();
    tryToRenew();
    void clearShown();
  });
  if (document.visibilityState === "visible") void clearShown();
  followSound();
  followRemoval();
  const online = computed(() => store.ready.value && store.connection.value.state === "online");
  const gone = computed(() => Object.values(store.devices.value).filter((device) => device.gone).length);
  effect(() => {
    if (online.value && gone.value >= 0) queueMicrotask(tryToRenew);
  });
}

let renewing = false;

/** At each connection, and when the push service has let a device go. */
function tryToRenew(): void {
  if (renewing || store.connection.peek().state !== "online") return;
  renewing = true;
  const done = () => void (renewing = false);
  renew().then(done, done); // the next connection tries again
}

function followWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<Opened | null>) => {
    const { push, url } = event.data ?? {};
    if (push === "open" && url?.startsWith("/")) go(url);
    if (push === "renewed") tryToRenew();
  });
}

/** Who looks at the app needs no notifications beside it. */
async function clearShown(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
}

/** One soft note when something new calls me, where I asked for it and am not looking. */
function followSound(): void {
  let before: number | null = null;
  effect(() => {
    const now = store.ready.value ? store.calls.value : null;
    const more = before !== null && now !== null && now > before;
    before = now;
    const quiet = (store.me.peek()?.dnd_until_at ?? 0) > Date.now();
    if (more && !quiet && store.notifications.peek()?.sound && !document.hasFocus()) playNote();
  });
}
