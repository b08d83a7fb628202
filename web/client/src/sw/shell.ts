// The chat's shell and the client's files, at hand without a network. The shell is one document for
// all addresses of the client; it is shown as it was kept and asked for anew behind.

import { plainPage } from "./away";
import { build, worker } from "./scope";

const PREFIX = "ruche-shell-";
const CACHE = PREFIX + build.id;
const SHELL = "/";
/** The header by which the server says: this is the shell, of that build. */
const MARK = "x-ruche-shell";

/** What the client needs to start; the rest comes when the page is at rest. */
export async function install(): Promise<void> {
  const fresh = await fetchShell();
  if (fresh?.headers.get(MARK) === build.id) await keepShell(fresh);
}

/** This build's files alone stay. */
export async function dropOldBuilds(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

/** The files that load when they are needed: here before the network is gone. */
export async function warm(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const file of build.files) if (!(await cache.match(file))) await cache.add(file);
}

/** The kept shell at once; where there is none, what the server says. */
export async function answerPage(event: FetchEvent): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(SHELL);
  if (kept) {
    event.waitUntil(refresh().catch(() => undefined));
    return kept;
  }
  const answer = await fetch(event.request).catch(() => plainPage(worker.navigator.languages));
  if (answer.headers.get(MARK) === build.id) event.waitUntil(keepShell(answer.clone()).catch(() => undefined));
  return answer;
}

/** A page that the server makes; without a network the kept shell, in which the client says so. */
export async function answerServerPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(CACHE)).match(SHELL)) ?? plainPage(worker.navigator.languages);
  }
}

/** Whether a request is for one of the client's or the pages' own files. */
export const isFile = ({ pathname }: URL) =>
  pathname.startsWith("/static/") || pathname.startsWith("/logo/") || pathname === "/brand.css";

export async function answerFile(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  const lasting = new URL(event.request.url).pathname.startsWith("/static/app/assets/");
  if (lasting && answer.ok) event.waitUntil(cache.put(event.request, answer.clone()));
  return answer;
}

/** Ask for the shell anew: its language, its looks, who is signed in. */
export async function refresh(): Promise<void> {
  const fresh = await fetchShell();
  if (!fresh) return forgetShell(); // signed out
  if (fresh.headers.get(MARK) === build.id) return keepShell(fresh);
  await worker.registration.update(); // a shell of another build comes with its own worker
}

export async function forgetShell(): Promise<void> {
  await (await caches.open(CACHE)).delete(SHELL);
}

/** Null where the server shows something else there, as the sign-in page. */
async function fetchShell(): Promise<Response | null> {
  const answer = await fetch(SHELL, { cache: "no-store", headers: { accept: "text/html" } });
  if (answer.status >= 500) throw new Error(`the server is away (${answer.status})`);
  return answer.ok && answer.headers.has(MARK) ? answer : null;
}

/** Keep the shell once all that it names is here. */
async function keepShell(shell: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  const text = await shell.clone().text();
  const named = [...text.matchAll(/<(?:link|script)\b[^>]*\b(?:href|src)="(\/[^"]+)"/g)].map((found) => unescaped(found[1]!));
  for (const file of new Set(named)) {
    if (isFile(new URL(file, worker.location.origin)) && !(await cache.match(file))) await cache.add(file);
  }
  await cache.put(SHELL, shell);
}

const unescaped = (text: string) => text.replaceAll("&amp;", "&");
