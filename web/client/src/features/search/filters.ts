/** What was typed into the search field, taken apart into words and filters, and put together again. Pure. */

import { fold } from "../../ui/fold";

export type FilterName = "from" | "to" | "with" | "in" | "has" | "is" | "before" | "after" | "since" | "on";

export interface Filter {
  name: FilterName;
  value: string;
}

export interface Query {
  words: string;
  filters: readonly Filter[];
}

const TERM = /(^|\s)((?:\p{L}\p{M}*)+):(?:"([^"]*)"?|(\S+))/gu;
const DATES: readonly string[] = ["before", "after", "since", "on"];

/** What stands before the colon, folded: English and French for everybody, as the server reads them. */
const NAMES = new Map<string, FilterName>([
  ["from", "from"], ["de", "from"], ["to", "to"], ["pour", "to"], ["with", "with"],
  ["in", "in"], ["dans", "in"], ["has", "has"], ["avec", "has"], ["is", "is"], ["est", "is"],
  ["before", "before"], ["avant", "before"], ["after", "after"], ["apres", "after"],
  ["since", "since"], ["depuis", "since"], ["on", "on"], ["le", "on"],
]);
const VALUES = new Map([
  ["from:moi", "me"], ["to:moi", "me"], ["with:moi", "me"],
  ["has:fichier", "file"], ["has:fichiers", "file"], ["has:lien", "link"], ["has:liens", "link"],
  ["has:photo", "image"], ["has:photos", "image"],
  ["is:fil", "thread"], ["is:publication", "post"], ["is:publications", "post"], ["is:garde", "saved"], ["is:gardes", "saved"], ["is:epingle", "pinned"], ["is:epingles", "pinned"],
]);

/** The filter that a word before a colon names; null for any other word. */
export const filterNamed = (typed: string): FilterName | null => NAMES.get(fold(typed)) ?? null;

/** Filters that name a person. */
export const PEOPLE: readonly FilterName[] = ["from", "to", "with"];

/** The filters in order, and what is left in words. */
export function readQuery(text: string): Query {
  const filters: Filter[] = [];
  const words = plainQuotes(text).replace(TERM, (term: string, before: string, typed: string, quoted?: string, plain?: string) => {
    const known = NAMES.get(fold(typed));
    if (!known) return term;
    const value = quoted ?? plain ?? "";
    const name = known === "has" && value.startsWith("@") ? "with" : known; // avec:@ada, as avec:fichier
    filters.push({ name, value: VALUES.get(`${name}:${fold(value)}`) ?? value });
    return before;
  });
  return { words: words.replace(/\s+/g, " ").trim(), filters };
}

/** As phones and French keyboards write them; the server reads them so too. */
const plainQuotes = (text: string) => text.replace(/[“„‟«]\s*/g, '"').replace(/\s*[”»]/g, '"');

export function writeQuery({ words, filters }: Query): string {
  const written = filters.map(({ name, value }) => `${name}:${/\s/.test(value) ? `"${value}"` : value}`);
  return [words, ...written].filter(Boolean).join(" ");
}

/** With one filter more. Several people or channels stand beside one another; days take the place of days. */
export function withFilter(query: Query, ...added: Filter[]): Query {
  const days = added.some((filter) => DATES.includes(filter.name));
  const kept = query.filters.filter((old) => !(days && DATES.includes(old.name)) && !added.some((filter) => same(filter, old)));
  return { ...query, filters: [...kept, ...added] };
}

export function withoutFilter(query: Query, gone: Filter): Query {
  return { ...query, filters: query.filters.filter((filter) => !same(filter, gone)) };
}

const same = (one: Filter, other: Filter) => one.name === other.name && one.value === other.value;

const LONGEST = 500;
const LAST_YEAR = 2100;
const HAS = ["file", "link", "image", "reaction"];
const IS = ["thread", "saved", "pinned", "question", "post"];

export type Wrong = { what: "day" | "has" | "is"; filter: Filter } | { what: "signs" | "long" };

/** Why the server refuses a query; null where nothing is seen to be wrong. */
export function wrongIn(text: string): Wrong | null {
  if (/[\0\ud800-\udfff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ""))) return { what: "signs" };
  if ([...text].length > LONGEST) return { what: "long" };
  for (const filter of readQuery(text).filters) {
    if (DATES.includes(filter.name) && !isDay(filter.value)) return { what: "day", filter };
    if (filter.name === "has" && !takes(HAS, filter.value)) return { what: "has", filter };
    if (filter.name === "is" && !takes(IS, filter.value)) return { what: "is", filter };
  }
  return null;
}

const takes = (words: readonly string[], value: string) => words.includes(fold(value).replace(/s$/, ""));

function isDay(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(day.getTime()) || day.getUTCFullYear() > LAST_YEAR) return false;
  return day.toISOString().startsWith(value); // no 31st of February
}

/** Since so many days ago, that day included: `after` leaves its own day out. */
export function since(days: number, today: Date): Filter {
  const day = new Date(today.getTime() - (days + 1) * 86_400_000);
  return { name: "after", value: day.toISOString().slice(0, 10) };
}
