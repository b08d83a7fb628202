// The service worker: the shell and its files without a network, pictures, shares and push. Answers of
// the API are never kept here: what the client knows it keeps itself, with the positions it is at.

import "./push";
import { answerPicture, forgetPictures, isPicture } from "./pictures";
import { wordsFor } from "./away";
import { changesPerson, isServerPage } from "./forms";
import { isClientPage, worker } from "./scope";
import { forgetShare, takeShare } from "./share";
import { answerFile, answerPage, answerServerPage, awayPage, dropOldBuilds, forgetShell, install, isFile, refresh, warm } from "./shell";

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

/** A form of the server's pages may change who is signed in, the language or the looks. */
function onSent(event: FetchEvent, url: URL): void {
  if (event.request.mode !== "navigate") return;
  if (url.pathname === "/share") return event.respondWith(takeShare(event.request));
  event.respondWith(send(event.request, changesPerson(url.pathname)));
}

/** What did not reach the server changed nothing there: the page stays as it is, with what was filled in. */
async function send(request: Request, byPerson: boolean): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch {
    if (byPerson) return awayPage();
    const away = wordsFor(worker.navigator.languages);
    for (const page of await worker.clients.matchAll({ type: "window" })) page.postMessage({ away: away.said.page_away_form });
    return new Response(null, { status: 204 });
  }
  await (byPerson ? forgetPerson() : forgetShell());
  return answer;
}

async function forgetPerson(): Promise<void> {
  await Promise.all([forgetShell(), forgetPictures(), forgetShare()]);
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
