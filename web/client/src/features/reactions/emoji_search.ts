/** Emoji by a few letters of what they are called, without accents and with one mistake. Pure. */

import { fold } from "../../ui/fold";
import { nearlyBegins } from "../people/ranking";
import type { AnyEmoji } from "./all_emoji";

const TYPO = 5;

/** Those that match every word of `query`, the likeliest first. An empty query matches nothing. */
export function searchEmoji(all: readonly AnyEmoji[], query: string, most: number, recent: readonly string[] = []): AnyEmoji[] {
  const asked = fold(query.trim()).split(/[^\p{L}\p{N}+-]+/u).filter(Boolean);
  if (asked.length === 0) return [];
  const since = new Map(recent.map((name, at) => [name, at]));
  const exact = ranked(all, since, (emoji) => rankOf(emoji, asked));
  const found = exact.length > 0 ? exact : ranked(all, since, (emoji) => typoRank(emoji, asked));
  return found.slice(0, most);
}

function ranked(all: readonly AnyEmoji[], since: ReadonlyMap<string, number>, rank: (emoji: AnyEmoji) => number): AnyEmoji[] {
  const found = all.flatMap((emoji, at) => {
    const matched = rank(emoji);
    return matched < 0 ? [] : [{ emoji, key: [matched, since.get(emoji.name) ?? since.size, emoji.usual, at] as const }];
  });
  found.sort((one, other) => one.key.map((value, at) => value - other.key[at]!).find((value) => value !== 0) ?? 0);
  return found.map(({ emoji }) => emoji);
}

/** 0: is its name, 1: the name begins so, 2: a word is or begins so, 4: the name holds it. */
function rankOf(emoji: AnyEmoji, asked: readonly string[]): number {
  const code = asked.join("_");
  if (emoji.names.includes(code)) return 0;
  if (emoji.names.some((name) => name.startsWith(code))) return 1;
  if (asked.every((part) => emoji.words.has(part))) return 2;
  if (asked.every((part) => some(emoji.words, (word) => word.startsWith(part)))) return 3;
  return emoji.names.some((name) => name.includes(code)) ? 4 : -1;
}

function typoRank(emoji: AnyEmoji, asked: readonly string[]): number {
  return asked.every((part) => some(emoji.words, (word) => nearlyBegins(word, part))) ? TYPO : -1;
}

function some(words: ReadonlySet<string>, test: (word: string) => boolean): boolean {
  for (const word of words) if (test(word)) return true;
  return false;
}
