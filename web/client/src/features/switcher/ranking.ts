/** Which places are meant by a few letters: accents folded, one typing mistake let pass. Pure. */

import { nearlyBegins } from "../people/ranking";
import { fold } from "../../ui/fold";

/** A place that one can go to, as far as ranking it goes. */
export interface Place {
  id: string;
  /** What it is called. */
  title: string;
  /** Other words that lead to it: a handle, a topic. */
  also?: string;
  /** Mine: a channel that I am in, a person whom I talk with. */
  mine: boolean;
  /** When I was last there (Unix ms), 0 for never. */
  visited_at: number;
  /** Calls for attention: 2 where I am mentioned, 1 where something is unread. */
  attention?: number;
  /** Between equals: channels before people before threads. */
  order: number;
}

interface Words {
  title: string;
  words: readonly string[];
}

const known = new WeakMap<Place, Words>();

const split = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function wordsOf(place: Place): Words {
  let words = known.get(place);
  if (!words) {
    const title = fold(place.title);
    known.set(place, (words = { title, words: split(`${title} ${fold(place.also ?? "")}`) }));
  }
  return words;
}

const EXACT = 0;
const BEGINS = 1;
const WORDS = 2;
const WITHIN = 3;
const MISTAKE = 4;

/** The places that `query` may mean, the likeliest first. Those with a mistake come last. */
export function likeliestPlaces<Some extends Place>(places: readonly Some[], query: string): Some[] {
  const asked = fold(query.trim()).replace(/^[#@]/, "");
  const parts = split(asked);
  if (parts.length === 0) return [];
  const found = places.flatMap((place) => {
    const match = matchOf(wordsOf(place), asked, parts);
    return match < 0 ? [] : [{ place, match }];
  });
  found.sort((one, other) => one.match - other.match || nearest(one.place, other.place));
  return found.map(({ place }) => place);
}

/** Nothing asked: what calls for attention, then where I was last, then what is mine. */
export function waitingPlaces<Some extends Place>(places: readonly Some[]): Some[] {
  const offered = places.filter((place) => (place.attention ?? 0) > 0 || place.visited_at > 0 || (place.mine && place.order === 0));
  return offered.sort((one, other) => (other.attention ?? 0) - (one.attention ?? 0) || nearest(one, other));
}

function matchOf({ title, words }: Words, asked: string, parts: readonly string[]): number {
  if (title === asked) return EXACT;
  if (title.startsWith(asked)) return BEGINS;
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return WORDS;
  if (title.includes(asked)) return WITHIN;
  return parts.every((part) => words.some((word) => nearlyBegins(word, part))) ? MISTAKE : -1;
}

function nearest(one: Place, other: Place): number {
  return (
    other.visited_at - one.visited_at ||
    Number(other.mine) - Number(one.mine) ||
    one.order - other.order ||
    (wordsOf(one).title < wordsOf(other).title ? -1 : 1)
  );
}
