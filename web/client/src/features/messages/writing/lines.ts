/** What a new line means at the caret: lists and quotes go on, an open fence stays open. Pure. */

import type { Edit, Selected } from "./edits";

const MARKER = /^([ \t]*(?:> ?)*[ \t]*)(?:([-*+])|(\d{1,9})([.)]))?( +(?:\[[ x]\] )?|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** The caret stands within a code block that is not closed: Enter makes a line. */
export function inOpenFence(text: string, caret: number): boolean {
  let open: string | null = null;
  for (const line of text.slice(0, caret).split("\n")) {
    const [, mark, rest = ""] = FENCE.exec(line) ?? [];
    if (!mark) continue;
    if (open === null) {
      if (!(mark[0] === "`" && rest.includes("`"))) open = mark;
    } else if (mark[0] === open[0] && mark.length >= open.length && rest.trim() === "") open = null;
  }
  return open !== null;
}

/** A new line that goes on with the list or quote; in an empty item it ends that. */
export function newLine({ text, start, end }: Selected): Edit {
  const plain: Edit = { start, end, text: "\n", from: start + 1, to: start + 1 };
  const begin = text.lastIndexOf("\n", start - 1) + 1;
  const line = text.slice(begin, start);
  if (inOpenFence(text, start)) {
    const indent = /^[ \t]*/.exec(line)![0];
    return { ...plain, text: `\n${indent}`, from: start + 1 + indent.length, to: start + 1 + indent.length };
  }
  const marker = markerOf(line);
  if (!marker) return plain;
  if (line.slice(marker.length).trim() === "" && start === end) {
    return { start: begin, end: start, text: marker.outer, from: begin + marker.outer.length, to: begin + marker.outer.length };
  }
  const made = `\n${marker.next}`;
  return { start, end, text: made, from: start + made.length, to: start + made.length };
}

interface Marker {
  length: number;
  /** What the next line begins with. */
  next: string;
  /** What stays when an empty item ends: nothing, or the quote around a list. */
  outer: string;
}

function markerOf(line: string): Marker | null {
  const found = MARKER.exec(line);
  if (!found) return null;
  const [whole, before, bullet, number, sign] = found as unknown as [string, string, string?, string?, string?];
  const quoted = before.includes(">");
  if (bullet) return line.length > before.length + 1 ? { length: whole.length, next: `${before}${bullet} `, outer: quoted ? before : "" } : null;
  if (number) {
    if (line.length <= before.length + number.length + 1) return null;
    return { length: whole.length, next: `${before}${Number(number) + 1}${sign} `, outer: quoted ? before : "" };
  }
  if (!quoted) return null;
  const quote = before.trimEnd();
  return { length: before.length, next: `${quote} `, outer: "" };
}

/** Two blanks more or fewer before an item of a list; null where the caret stands in none. */
export function indentItem({ text, start, end }: Selected, back: boolean): Edit | null {
  const begin = text.lastIndexOf("\n", start - 1) + 1;
  const found = text.indexOf("\n", start);
  const line = text.slice(begin, found < 0 ? text.length : found);
  const item = /^( *)(?:[-*+]|\d{1,9}[.)]) /.exec(line);
  if (!item || end > begin + line.length) return null;
  const step = /^ *\d/.test(line) ? 3 : 2;
  const removed = back ? Math.min(step, item[1]!.length) : 0;
  if (back && removed === 0) return null;
  const shift = back ? -removed : step;
  return { start: begin, end: begin + removed, text: back ? "" : " ".repeat(step), from: Math.max(begin, start + shift), to: Math.max(begin, end + shift) };
}
