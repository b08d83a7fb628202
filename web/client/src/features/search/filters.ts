/** What was typed into the search field, taken apart into words and filters, and put together again. Pure. */

export type FilterName = "from" | "in" | "has" | "before" | "after" | "on";

export interface Filter {
  name: FilterName;
  value: string;
}

export interface Query {
  words: string;
  filters: readonly Filter[];
}

const TERM = /(^|\s)(from|in|has|before|after|on):(?:"([^"]*)"?|(\S+))/gi;
const DATES: readonly string[] = ["before", "after", "on"];

/** The filters in order, and what is left in words. */
export function readQuery(text: string): Query {
  const filters: Filter[] = [];
  const words = text.replace(TERM, (_, before: string, name: string, quoted?: string, plain?: string) => {
    filters.push({ name: name.toLowerCase() as FilterName, value: quoted ?? plain ?? "" });
    return before;
  });
  return { words: words.replace(/\s+/g, " ").trim(), filters };
}

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

/** Since so many days ago, that day included: `after` leaves its own day out. */
export function since(days: number, today: Date): Filter {
  const day = new Date(today.getTime() - (days + 1) * 86_400_000);
  return { name: "after", value: day.toISOString().slice(0, 10) };
}
