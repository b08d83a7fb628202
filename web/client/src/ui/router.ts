/** Where we are, kept in the address bar: the back button and permalinks come for free. */

import { signal } from "@preact/signals";

/** What is open beside a channel. */
export type Pane = { is: "thread" | "person"; id: string } | { is: "details" | "members" | "pins" };

export type Route =
  | { at: "home" }
  | { at: "channel"; channelId: string; messageId: string | null; pane: Pane | null }
  | { at: "direct" | "threads" | "saved" | "me" }
  | { at: "search"; query: string };

const PLACES = ["direct", "threads", "saved", "me"] as const;

/** The route that an address names; an unknown one is home. */
export function parseRoute(path: string, query = ""): Route {
  const [first = "", second, third, fourth] = path.split("/").filter(Boolean).map(decoded);
  if (first === "c" && second) return channelRoute(second, third, fourth);
  if (first === "search") return { at: "search", query: new URLSearchParams(query).get("q") ?? "" };
  const place = PLACES.find((name) => name === first);
  return place ? { at: place } : { at: "home" };
}

/** A part of a path; one that was mangled on its way stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function channelRoute(channelId: string, third?: string, fourth?: string): Route {
  const plain = { at: "channel", channelId, messageId: null, pane: null } as const;
  if (third === "details" || third === "members" || third === "pins") return { ...plain, pane: { is: third } };
  if (third === "t" && fourth) return { ...plain, pane: { is: "thread", id: fourth } };
  if (third === "p" && fourth) return { ...plain, pane: { is: "person", id: fourth } };
  return { ...plain, messageId: third ?? null };
}

const here = (): Route => parseRoute(location.pathname, location.search);

export const route = signal<Route>(here());

/** The channel in the centre; a thread or a list opens beside it without moving it. */
export const centreId = signal<string | null>(null);

export const channelPath = (channelId: string): string => `/c/${channelId}`;
export const messagePath = (channelId: string, messageId: string): string => `/c/${channelId}/${messageId}`;
export const threadPath = (channelId: string, threadId: string): string => `/c/${channelId}/t/${threadId}`;
export const searchPath = (query: string): string => `/search?q=${encodeURIComponent(query)}`;

/** The path of what is open beside a channel. */
export function channelPanePath(channelId: string, pane: Pane): string {
  if (pane.is === "thread") return threadPath(channelId, pane.id);
  return pane.is === "person" ? `/c/${channelId}/p/${pane.id}` : `/c/${channelId}/${pane.is}`;
}

/** Go to a path of the client; `replace` leaves no step to go back to. */
export function go(path: string, replace = false): void {
  const depth = Number((history.state as { depth?: number } | null)?.depth ?? 0);
  if (replace) history.replaceState({ depth }, "", path);
  else history.pushState({ depth: depth + 1 }, "", path);
  route.value = here();
}

/** Back where we came from, or to `otherwise` if this page was opened here. */
export function goBack(otherwise: string): void {
  const depth = Number((history.state as { depth?: number } | null)?.depth ?? 0);
  if (depth > 0) history.back();
  else go(otherwise, true);
}

/** Follow the back button and plain clicks on the client's own links. */
export function startRouter(): void {
  addEventListener("popstate", () => (route.value = here()));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return;
    if (link.hasAttribute("download") || !isOurs(link.pathname)) return;
    event.preventDefault();
    if (link.pathname + link.search !== location.pathname + location.search) go(link.pathname + link.search);
  });
}

function isOurs(path: string): boolean {
  return path === "/" || parseRoute(path).at !== "home";
}
