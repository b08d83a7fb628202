/** What I searched for lately in this browser. */

import { remembered } from "../../ui/remembered";

const MOST = 6;

export const recentSearches = remembered<readonly string[]>("search.recent", []);

export function noteSearch(query: string): void {
  const asked = query.trim();
  if (asked !== "") recentSearches.value = [asked, ...recentSearches.peek().filter((other) => other !== asked)].slice(0, MOST);
}

export function forgetSearches(): void {
  recentSearches.value = [];
}
