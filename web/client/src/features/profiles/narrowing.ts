/** What narrows the directory, as it stands in the address. Pure. */

import type { FacetView } from "../../protocol";
import type { Narrowed } from "../../store/profiles";

export const FACETS = ["department", "site", "skill", "language"] as const;
export type Facet = (typeof FACETS)[number];

const NAMES = ["query", "letter", ...FACETS] as const;

/** Only what is set; an address holds `q` for the query. */
export function parseNarrowed(search: string): Narrowed {
  const given = new URLSearchParams(search);
  const found: Record<string, string> = {};
  for (const name of NAMES) {
    const value = given.get(name === "query" ? "q" : name)?.trim();
    if (value && (name !== "letter" || /^[a-z#]$/.test(value))) found[name] = value.slice(0, 250);
  }
  return found;
}

/** The same with one thing set, or (where it is empty) not narrowed by it. */
export function narrowedBy(before: Narrowed, name: keyof Narrowed, value: string): Narrowed {
  const { [name]: _, ...rest } = before;
  return value ? { ...rest, [name]: value } : rest;
}

/** The name of a chosen word as people write it, as far as it is counted. */
export function labelOf(facets: readonly FacetView[], value: string): string {
  return facets.find((facet) => facet.value === value)?.label ?? value;
}
