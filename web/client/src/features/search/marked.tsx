/** An excerpt with what was found in it marked. */

import type { ComponentChildren } from "preact";

/** `marks` are [start, end) offsets in characters (code points), in order. */
export function marked(excerpt: string, marks: ReadonlyArray<readonly [number, number]>): ComponentChildren[] {
  const letters = [...excerpt];
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start < at || end > letters.length) continue;
    parts.push(letters.slice(at, start).join(""), <mark key={start}>{letters.slice(start, end).join("")}</mark>);
    at = end;
  }
  parts.push(letters.slice(at).join(""));
  return parts;
}

type Part = readonly [excerpt: string, marks: ReadonlyArray<readonly [number, number]>];

/** An excerpt that begins with the message's title, parted behind it; null and all of it where it does not. */
export function partedAt(title: string, ...[excerpt, marks]: Part): readonly [Part | null, Part] {
  if (title === "" || (excerpt !== title && !excerpt.startsWith(`${title} `))) return [null, [excerpt, marks]];
  const end = [...title].length;
  const moved = marks.filter(([start]) => start > end).map(([start, stop]) => [start - end - 1, stop - end - 1] as const);
  const within = marks.filter(([start]) => start < end).map(([start, stop]) => [start, Math.min(stop, end)] as const);
  return [[title, within], [excerpt.slice(title.length + 1), moved]];
}
