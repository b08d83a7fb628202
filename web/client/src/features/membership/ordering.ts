/** One's own order over the usual one: pure. */

/** Those that the order names come first, in its order; the others after, as they come. */
export function inOwnOrder<Item>(items: readonly Item[], order: readonly string[], idOf: (item: Item) => string): Item[] {
  if (order.length === 0) return [...items];
  const rank = new Map(order.map((id, at) => [id, at]));
  const rankOf = (item: Item) => rank.get(idOf(item)) ?? order.length;
  return [...items].sort((a, b) => rankOf(a) - rankOf(b)); // stable: the others keep their places
}

/** The ids with one of them laid before another, or at the end. */
export function placedBefore(ids: readonly string[], id: string, before: string | null): string[] {
  if (id === before) return [...ids];
  const rest = ids.filter((other) => other !== id);
  const at = before === null ? -1 : rest.indexOf(before);
  return at < 0 ? [...rest, id] : [...rest.slice(0, at), id, ...rest.slice(at)];
}

/** The same, one step up or down among those that are `shown`; null where it stands at the end. */
export function stepped(ids: readonly string[], shown: readonly string[], id: string, step: 1 | -1): string[] | null {
  const neighbour = shown[shown.indexOf(id) + step];
  if (!shown.includes(id) || neighbour === undefined) return null;
  if (step < 0) return placedBefore(ids, id, neighbour);
  const after = ids.filter((other) => other !== id);
  return placedBefore(ids, id, after[after.indexOf(neighbour) + 1] ?? null);
}
