// Which stretches of a long list are loaded, and what lies between them: pure.
//
// A place in a list is (created_at, seq): messages that were imported into a living channel have a
// late seq but an early time, and lists are shown by time.

export type Place = readonly [at: number, seq: number];

/** Everything from `from` to `to` is loaded, both included. */
export interface Range {
  readonly from: Place;
  readonly to: Place;
}

export const START: Place = [0, 0];
/** A range that ends here follows the present: new messages belong to it. */
export const LIVE: Place = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

export function compare(a: Place, b: Place): number {
  return a[0] - b[0] || a[1] - b[1];
}

export function placeOf(message: { created_at: number; seq: number }): Place {
  return [message.created_at, message.seq];
}

export function rangeAt(ranges: readonly Range[], place: Place): Range | undefined {
  return ranges.find((range) => compare(range.from, place) <= 0 && compare(place, range.to) <= 0);
}

/** The ranges, oldest first, with `added` joined to those that it meets. */
export function addRange(ranges: readonly Range[], added: Range): readonly Range[] {
  let { from, to } = added;
  const apart: Range[] = [];
  for (const range of ranges) {
    if (compare(range.to, from) < 0 || compare(to, range.from) < 0) {
      apart.push(range);
    } else {
      if (compare(range.from, from) < 0) from = range.from;
      if (compare(to, range.to) < 0) to = range.to;
    }
  }
  return [...apart, { from, to }].sort((a, b) => compare(a.from, b.from));
}

/** The ids with one more at its place; `placeFor` gives the place of an id that is in the list. */
export function insertId(
  ids: readonly string[],
  id: string,
  place: Place,
  placeFor: (id: string) => Place | undefined,
): readonly string[] {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = placeFor(ids[middle]!);
    if (there && compare(there, place) < 0) low = middle + 1;
    else high = middle;
  }
  if (ids[low] === id) return ids;
  return low === ids.length ? [...ids, id] : [...ids.slice(0, low), id, ...ids.slice(low)];
}
