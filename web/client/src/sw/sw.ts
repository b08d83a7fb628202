// The service worker: the shell and its files without a network, pictures, shares and push. Answers of
// the API are never kept here: what the client knows it keeps itself, with the positions it is at.

import "./push";
import { answerPicture, isPicture } from "./pictures";
import { isServerPage } from "./forms";
import { isClientPage, worker } from "./scope";
import { forgetPerson, send } from "./send";
import { takeShare } from "./share";
import { answerFile, answerPage, answerServerPage, dropOldBuilds, install, isFile, refresh, warm } from "./shell";

worker.addEventListener("install", (event) => event.waitUntil(install()));

worker.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOldBuilds(), worker.clients.claim()]));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  if (request.method !== "GET") return onSent(event, url);
  if (request.mode === "navigate") {
    if (isClientPage(url.pathname) && !url.searchParams.has("lang")) event.respondWith(answerPage(event));
    else if (isServerPage(url.pathname)) event.respondWith(answerServerPage(request));
  } else if (isFile(url)) {
    event.respondWith(answerFile(event));
  } else if (isPicture(url)) {
    event.respondWith(answerPicture(event));
  }
});

function onSent(event: FetchEvent, url: URL): void {
  if (event.request.mode !== "navigate") return;
  event.respondWith(url.pathname === "/share" ? takeShare(event.request) : send(event));
}

/** What pages ask for; the answer comes when it is done. */
const WISHES: Record<string, () => Promise<void>> = {
  "take-over": () => worker.skipWaiting(),
  refresh,
  warm,
  forget: forgetPerson,
};

worker.addEventListener("message", (event) => {
  const wish = WISHES[String((event.data as { wish?: unknown } | null)?.wish)];
  if (!wish) return;
  const done = wish().catch(() => undefined);
  event.waitUntil(done.then(() => event.ports[0]?.postMessage("done")));
});
