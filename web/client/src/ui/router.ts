/** Where we are, kept in the address bar: the back button and permalinks come for free. */

import { signal } from "@preact/signals";
import { isServerPage } from "../sw/forms";
import { onWayBack, whenUncovered } from "./covers";
import { currentStep, nextStep } from "./history_step";
import { isPhone } from "./screen";

/** What is open beside a channel. */
export type Pane = { is: "thread" | "person"; id: string } | { is: "details" | "members" | "pins" };

export type Route =
  | { at: "home" }
  | { at: "channel"; channelId: string; messageId: string | null; pane: Pane | null }
  | { at: (typeof PLACES)[number] }
  | { at: "notifications" }
  | { at: "server" } // without a network the client stands in for such a page
  | { at: "threads"; open: OpenThread | null }
  | { at: "search"; query: string }
  | { at: "people"; search: string }
  | { at: "catalogue"; search: string }
  | { at: "home_page"; channelId: string }
  | { at: "chart"; personId: string | null }
  | { at: "experts"; query: string }
  | { at: "person"; personId: string }
  | { at: "edit_profile" }
  | { at: "topics" }
  | { at: "tag"; tag: string }
  | { at: "start" }
  | { at: "faq"; entryId: string | null };

/** The thread that is open beside the list of threads. */
export interface OpenThread {
  channelId: string;
  threadId: string;
}

const PLACES = ["archive", "feed", "direct", "mentions", "saved", "drafts", "me"] as const;

/** The route that an address names; an unknown one is home. */
export function parseRoute(path: string, query = ""): Route {
  const [first = "", second, third, fourth] = path.split("/").filter(Boolean).map(decoded);
  if (first === "c" && second && third === "home") return { at: "home_page", channelId: second };
  if (first === "c" && second) return channelRoute(second, third, fourth);
  if (first === "t" && second && third) return { at: "threads", open: { channelId: second, threadId: third } };
  if (first === "threads") return { at: "threads", open: null };
  if (first === "me" && second === "notifications") return { at: "notifications" };
  if (first === "me" && second === "profile") return { at: "edit_profile" };
  if (first === "me" && second === "topics") return { at: "topics" };
  if (first === "start") return { at: "start" };
  if (first === "channels") return { at: "catalogue", search: query };
  if (first === "people") return peopleRoute(query, second, third);
  if (first === "tag" && second) return { at: "tag", tag: second };
  if (first === "faq") return { at: "faq", entryId: second ?? null };
  if (first === "search") return { at: "search", query: new URLSearchParams(query).get("q") ?? "" };
  if (isServerPage(path)) return { at: "server" };
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

function peopleRoute(query: string, second?: string, third?: string): Route {
  if (second === "chart") return { at: "chart", personId: third ?? null };
  if (second === "experts") return { at: "experts", query: new URLSearchParams(query).get("q") ?? "" };
  return second ? { at: "person", personId: second } : { at: "people", search: query };
}

const here = (): Route => parseRoute(location.pathname, location.search);

export const route = signal<Route>(here());

/** The channel in the centre; a thread or a list opens beside it without moving it. */
export const centreId = signal<string | null>(null);

/** Whether a channel's messages are not what is looked at: something is written to it from elsewhere. */
export const isElsewhere = (channelId: string): boolean => route.value.at !== "channel" || route.value.channelId !== channelId;

export const channelPath = (channelId: string): string => `/c/${channelId}`;
export const messagePath = (channelId: string, messageId: string): string => `/c/${channelId}/${messageId}`;
export const threadPath = (channelId: string, threadId: string): string => `/c/${channelId}/t/${threadId}`;
/** A thread beside the list of threads. */
export const inboxPath = (channelId: string, threadId: string): string => `/t/${channelId}/${threadId}`;
export const tagPath = (tag: string): string => `/tag/${encodeURIComponent(tag)}`;
export const searchPath = (query: string): string => `/search?q=${encodeURIComponent(query)}`;

export const entryPath = (entryId: string): string => `/faq/${entryId}`;
export const personPath = (personId: string): string => `/people/${personId}`;
export const chartPath = (personId?: string): string => (personId ? `/people/chart/${personId}` : "/people/chart");
export const expertsPath = (query = ""): string => `/people/experts${query && `?q=${encodeURIComponent(query)}`}`;

export const homePath = (channelId: string): string => `/c/${channelId}/home`;

/** The catalogue, narrowed by what is given: `query` stands as `q`. */
export function cataloguePath(narrowed: Readonly<Record<string, string | null | undefined>>): string {
  return peoplePath(narrowed).replace("/people", "/channels");
}

/** The directory, narrowed by what is given: `query` stands as `q`. */
export function peoplePath(narrowed: Readonly<Record<string, string | null | undefined>> = {}): string {
  const set = Object.entries(narrowed).flatMap(([name, value]) => (value ? [[name === "query" ? "q" : name, value]] : []));
  return set.length === 0 ? "/people" : `/people?${new URLSearchParams(set).toString()}`;
}

/** The path of what is open beside a channel. */
export function channelPanePath(channelId: string, pane: Pane): string {
  if (pane.is === "thread") return threadPath(channelId, pane.id);
  return pane.is === "person" ? `/c/${channelId}/p/${pane.id}` : `/c/${channelId}/${pane.is}`;
}

/** Go to a path of the client; `replace` leaves no step to go back to. The step of a sheet or dialog
 *  that is being closed becomes that of the new place. */
export function go(path: string, replace = false): void {
  whenUncovered(() => {
    const { depth, from, covered } = currentStep();
    if (replace || covered) history.replaceState({ depth, from }, "", path);
    else history.pushState(nextStep(), "", path);
    route.value = here();
  });
}

/** Show the same page by another query; nothing where the reader has gone on to another page meanwhile. */
export function narrowTo(path: string): void {
  if (new URL(path, location.origin).pathname === location.pathname) go(path, true);
}

/** Back where we came from, or to `otherwise` if this page was opened here. */
export function goBack(otherwise: string): void {
  if (currentStep().depth > 0) history.back();
  else go(otherwise, true);
}

/** Between the places at the foot of the screen: going back from any of them leads to the first. */
export function goToPlace(path: string): void {
  const atFirst = route.peek().at === "home";
  if (path === "/" && currentStep().from === "/") history.back();
  else go(path, !atFirst);
}

/** Follow the back button and plain clicks on the client's own links. */
export function startRouter(): void {
  if (isPhone.peek() && history.state === null) leadHere();
  const { depth, from, covered } = currentStep();
  if (covered) history.replaceState({ depth, from }, ""); // what lay over the page did not survive the reload
  addEventListener("popstate", () => {
    onWayBack();
    route.value = here();
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return;
    if (link.hasAttribute("download") || !isOurs(link.pathname)) return;
    event.preventDefault();
    if (link.pathname + link.search !== location.pathname + location.search) go(link.pathname + link.search);
  });
}

/** Opened at an inner room, as from a notification: give it the steps that lead there from the list. */
function leadHere(): void {
  const path = location.pathname + location.search;
  const steps = stepsTo(route.peek()).filter((step) => step !== path);
  if (steps.length === 0) return;
  history.replaceState({ depth: 0 }, "", steps[0]);
  for (const step of [...steps.slice(1), path]) history.pushState(nextStep(), "", step);
}

const OF_MINE: readonly Route["at"][] = ["archive", "mentions", "drafts", "saved", "notifications", "people", "chart", "experts", "edit_profile", "topics", "faq"];

/** The rooms that one goes through to get to a place, the first one first. */
export function stepsTo(there: Route): string[] {
  if (there.at === "home") return [];
  if (there.at === "channel") return there.pane ? ["/", channelPath(there.channelId)] : ["/"];
  if (there.at === "tag") return ["/", "/feed"];
  if (there.at === "threads") return there.open ? ["/", "/threads"] : ["/"];
  if (there.at === "home_page") return ["/", channelPath(there.channelId)];
  if (there.at === "person") return ["/", "/me", "/people"];
  return OF_MINE.includes(there.at) ? ["/", "/me"] : ["/"];
}

function isOurs(path: string): boolean {
  const { at } = parseRoute(path);
  return path === "/" || (at === "server" ? !navigator.onLine : at !== "home");
}
