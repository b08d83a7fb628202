/** Filters as they are typed: which one stands at the end of the field, and what it becomes. Pure. */

import { fold } from "../../ui/fold";
import { type FilterName, filterNamed } from "./filters";

/** A filter at the end of what was typed, whose value is being written. */
export interface Open {
  name: FilterName;
  /** What was typed of the value. */
  value: string;
  /** All before the value, with the filter's name as it was typed. */
  before: string;
}

const AT_END = /(^|\s)((?:\p{L}\p{M}*)+):("?[^"\s]*|"[^"]*)$/u;

/** The filter that is being written; null where a word is. */
export function openFilter(text: string): Open | null {
  const found = AT_END.exec(text);
  const name = found && filterNamed(found[2]!);
  if (!found || !name) return null;
  const typed = found[3]!;
  return { name, value: typed.replace(/^"/, ""), before: text.slice(0, text.length - typed.length) };
}

/** The field with the value, ready for the next word. */
export function completed(open: Open, value: string): string {
  return `${open.before}${/\s/.test(value) ? `"${value}"` : value} `;
}

/** Those of the names that the last word begins; all of them in an empty field. */
export function namesBegun(text: string, names: readonly string[]): readonly string[] {
  const word = fold(lastWord(text));
  if (text.trim() === "") return names;
  return word.length < 2 ? [] : names.filter((name) => fold(name).startsWith(word) && fold(name) !== word);
}

/** The field with a filter's name in the place of its last word. */
export function withName(text: string, name: string): string {
  return text.slice(0, text.length - lastWord(text).length) + name;
}

const lastWord = (text: string) => /\S*$/.exec(text)![0];
