/** The service worker as the page sees it: there once the page is at rest, and new versions of it. */

import { effect, signal } from "@preact/signals";
import type { RunningStore } from "../store";
import { contrast, theme } from "./theme";

/** A new version is there; it takes over when the person says so, or at the next start. */
export const updateReady = signal(false);

const LOOK_EVERY_MS = 3_600_000;
const ANSWER_WITHIN_MS = 3_000;

let registration: ServiceWorkerRegistration | undefined;
let settle: () => void = () => undefined;

/** Without a secure context there is none, and everything else works. */
export function startWorker(store: RunningStore): void {
  settle = () => store.settle();
  if (!("serviceWorker" in navigator)) return;
  const begin = () => {
    stop();
    whenIdle(() => void register(store));
  };
  // The effect may run at once: `begin` is there already, and `stop` is by the time it is called.
  const stop = effect(() => {
    if (store.ready.value && store.connection.value.state === "online") queueMicrotask(begin);
  });
  effect(() => {
    if (store.connection.value.state === "signed-out") queueMicrotask(() => void forgetShell());
  });
  effect(() => {
    void [theme.value, contrast.value];
    queueMicrotask(() => void wish("refresh"));
  });
}

/** Go on with the new version. What is being written is kept as a draft. */
export function applyUpdate(): void {
  settle();
  const waiting = registration?.waiting;
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage({ wish: "take-over" });
}

/** The shell's language or looks have changed: the next start shows them. */
export const refreshShell = (): Promise<void> => wish("refresh");

/** The person leaves: no shell and no pictures of theirs stay. */
export const forgetShell = (): Promise<void> => wish("forget");

async function register(store: RunningStore): Promise<void> {
  try {
    registration = await navigator.serviceWorker.register("/sw.js");
  } catch {
    return; // forbidden, or the network went just now: the next start tries again
  }
  watch(registration);
  registration.addEventListener("updatefound", () => watch(registration!));
  const look = () => void registration?.update().catch(() => undefined);
  setInterval(look, LOOK_EVERY_MS);
  let away = false;
  effect(() => {
    const online = store.connection.value.state === "online";
    if (online && away) look(); // the server may have been restarted with a new version
    away = !online;
  });
  await navigator.serviceWorker.ready;
  whenIdle(() => void wish("warm"));
}

function watch({ waiting, installing }: ServiceWorkerRegistration): void {
  if (waiting && navigator.serviceWorker.controller) updateReady.value = true;
  installing?.addEventListener("statechange", () => {
    if (installing.state === "installed" && navigator.serviceWorker.controller) updateReady.value = true;
  });
}

/** Ask the worker for something; resolves when it is done, or nobody is there to do it. */
function wish(name: string): Promise<void> {
  const worker = "serviceWorker" in navigator ? navigator.serviceWorker.controller : null;
  if (!worker) return Promise.resolve();
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    setTimeout(resolve, ANSWER_WITHIN_MS);
    worker.postMessage({ wish: name }, [port2]);
  });
}

function whenIdle(work: () => void): void {
  // browser-ok: a timer where there is none
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 5_000 });
  else setTimeout(work, 1_000);
}
