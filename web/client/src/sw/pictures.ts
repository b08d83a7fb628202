// Small pictures of files, people and apps' messages, kept as they are seen: the last few hundred.

const CACHE = "ruche-pictures";
const MOST = 300;
const SWEEP_EVERY = 30;

let added = 0;

export const isPicture = (url: URL) => /^\/(?:files\/[^/]+\/thumbnail|pictures\/[^/]+\/[^/]+\/small)$/.test(url.pathname);

export async function answerPicture(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(CACHE);
  if (event.request.cache === "reload") await cache.delete(event.request.url); // who asks next must not get it again
  const kept = await cache.match(event.request.url);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.status === 200 && answer.type === "basic") {
    event.waitUntil(keep(cache, event.request.url, answer.clone()));
  }
  return answer;
}

export async function forgetPictures(): Promise<void> {
  await caches.delete(CACHE);
}

async function keep(cache: Cache, url: string, answer: Response): Promise<void> {
  await cache.put(url, answer);
  added += 1;
  if (added % SWEEP_EVERY !== 1) return;
  const all = await cache.keys(); // oldest first
  for (const old of all.slice(0, Math.max(0, all.length - MOST))) await cache.delete(old);
}
