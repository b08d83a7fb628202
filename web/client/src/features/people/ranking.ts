/** Who is meant by a few letters: how well people match, and how near they are to me. Pure. */

import type { PersonView } from "../../protocol";
import { fold } from "../../ui/fold";

/** What makes people near. */
export interface Near {
  /** Those known to be members of the channel. */
  members: ReadonlySet<string>;
  /** With whom I speak or who spoke here, the latest first. */
  recent: readonly string[];
  myId: string;
}

interface Words {
  handle: string;
  name: string;
  words: string[];
}

const SHORTEST_WITH_A_MISTAKE = 3;
const PREFIX = 0;
const INFIX = 1;
const TYPO = 2;

const known = new WeakMap<PersonView, Words>();

function wordsOf(person: PersonView): Words {
  let words = known.get(person);
  if (!words) {
    const [handle, name] = [fold(person.handle), fold(person.name)];
    known.set(person, (words = { handle, name, words: split(`${handle} ${name}`) }));
  }
  return words;
}

const split = (text: string) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** Those who match the folded `query`, the likeliest first; with a typing mistake, if nobody does without. */
export function likeliest(people: Iterable<PersonView>, query: string, near: Near): PersonView[] {
  const asked = split(query);
  if (asked.length === 0 && query !== "") return [];
  const open = [...people].filter((person) => person.active !== false);
  const exact = ranked(open, near, query, (words) => tierOf(words, asked, query));
  return exact.length > 0 ? exact : ranked(open, near, query, (words) => typoTier(words, asked));
}

function ranked(people: PersonView[], near: Near, query: string, tier: (words: Words) => number): PersonView[] {
  const since = new Map(near.recent.map((id, at) => [id, at]));
  const found = people.flatMap((person) => {
    const words = wordsOf(person);
    const matched = tier(words);
    if (matched < 0) return [];
    const first = words.handle.startsWith(query) || words.name.startsWith(query);
    const key = [matched, nearness(person, near, since), words.handle === query ? 0 : 1, since.get(person.id) ?? near.recent.length, first ? 0 : 1];
    return [{ person, words, key }];
  });
  found.sort((one, other) => compare(one.key, other.key) || alphabetic(one.words, other.words));
  return found.map((entry) => entry.person);
}

/** Members, those who spoke, the others, myself; then in the same order those who could not hear it. */
function nearness(person: PersonView, near: Near, since: ReadonlyMap<string, number>): number {
  const absent = person.dormant ? 4 : 0;
  if (person.id === near.myId) return absent + 3;
  if (near.members.has(person.id)) return absent;
  return absent + (since.has(person.id) ? 1 : 2);
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : one[at]! - other[at]!;
}

function alphabetic(one: Words, other: Words): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : one.handle < other.handle ? -1 : 1;
}

function tierOf({ handle, name, words }: Words, asked: readonly string[], query: string): number {
  if (asked.every((part) => words.some((word) => word.startsWith(part)))) return PREFIX;
  return handle.includes(query) || name.includes(query) ? INFIX : -1;
}

function typoTier({ words }: Words, asked: readonly string[]): number {
  return asked.every((part) => words.some((word) => nearlyBegins(word, part))) ? TYPO : -1;
}

/** `word` begins with `part` but for one letter that is wrong, missing, too many, or changed with the
 *  next. The first letter counts as right, and so do words of one or two. */
export function nearlyBegins(word: string, part: string): boolean {
  if (word.startsWith(part)) return true;
  if (part.length < SHORTEST_WITH_A_MISTAKE) return false;
  let at = 0;
  while (at < part.length && part[at] === word[at]) at += 1;
  if (at === 0) return false;
  const rest = part.slice(at + 1);
  const swapped = part[at] === word[at + 1] && part[at + 1] === word[at];
  return (
    (at < word.length && word.startsWith(rest, at + 1)) ||
    word.startsWith(rest, at) ||
    word.startsWith(part.slice(at), at + 1) ||
    (swapped && word.startsWith(part.slice(at + 2), at + 2))
  );
}
