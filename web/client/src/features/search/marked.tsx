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
