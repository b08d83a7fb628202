/** The small set of emoji that the client knows by name, in the order of the picker. */

import { signal } from "@preact/signals";
import { currentLocale } from "../../ui/i18n";
import type { AnyEmoji } from "./all_emoji";
import { USUAL } from "./usual";

export interface KnownEmoji {
  character: string;
  name: string;
  names: readonly string[];
}

/** All of them, the most used first. */
export const EMOJI: readonly KnownEmoji[] = USUAL.map(([character, ...names]) => ({
  character,
  name: names[0]!,
  names,
}));

/** What the toolbar offers at once. */
export const QUICK: readonly KnownEmoji[] = EMOJI.slice(0, 6);

const byName = new Map(EMOJI.flatMap((emoji) => emoji.names.map((name) => [name, emoji.character] as const)));

/** The names of all other emoji, once they are loaded; asking for an unknown one loads them. */
const others = signal<ReadonlyMap<string, AnyEmoji> | null>(null);
let asked = false;

/** The character of a short code, with its skin tone, or null where it is not known (yet). */
export function emojiFor(code: string): string | null {
  const [, name = code, tone] = /^(.+?)::skin-tone-([2-6])$/.exec(code) ?? [];
  const known = byName.get(name);
  const other = known && !tone ? null : (others.value ?? askForOthers())?.get(name);
  const character = known ?? other?.character;
  if (!character) return null;
  return tone && other ? toned(character, Number(tone) - 1, other.tones) : character;
}

function askForOthers(): null {
  if (!asked) {
    asked = true;
    void import("./all_emoji").then(({ loadEmoji }) => loadEmoji()).then(
      (all) => (others.value = new Map(all.flatMap((emoji) => emoji.names.map((name) => [name, emoji] as const)))),
      () => (asked = false), // without a network: the code stays as it is, and the next one asks again
    );
  }
  return null;
}

/** What the small set is called in the person's language, in its order, once it is loaded. */
const labels = signal<readonly string[] | null>(null);
let askedLabels = false;

function askForLabels(): null {
  if (!askedLabels) {
    askedLabels = true;
    void loadLabels().then(
      (found) => (labels.value = found),
      () => (askedLabels = false),
    );
  }
  return null;
}

async function loadLabels(): Promise<readonly string[]> {
  const { default: loaders } = await import("virtual:emoji/usual");
  const load = loaders[currentLocale().split("-")[0]!] ?? loaders["en"]!;
  return (await load()).default;
}

const place = new Map(USUAL.flatMap(([character, ...names], at) => [character, ...names].map((name) => [name, at] as const)));

/** What an emoji is called, said aloud: in the person's language, or by its short code until that is known. */
export function emojiName(code: string): string {
  const [, name = code] = /^(.+?)::skin-tone-[2-6]$/.exec(code) ?? [];
  const at = place.get(name);
  const label = at === undefined ? others.value?.get(name)?.label : (labels.value ?? askForLabels())?.[at];
  return label ?? name.replaceAll("_", " ");
}

const TONES = ["", "\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"];

/** The character in a skin tone (0 none, 1 light to 5 dark), where it takes one. */
export function toned(character: string, tone: number, tones: AnyEmoji["tones"]): string {
  const sign = TONES[tone];
  if (!sign || tones === 0) return character;
  if (tones === 2) return character.replace(/[\u{1f468}\u{1f469}\u{1f9d1}]/gu, (person) => person + sign);
  const [first, ...rest] = character;
  return [first, sign, ...(rest[0] === "\ufe0f" ? rest.slice(1) : rest)].join("");
}

/** The short code with a skin tone, as Slack and `emojiFor` write it. */
export function tonedName(name: string, tone: number, tones: AnyEmoji["tones"]): string {
  return tone > 0 && tones > 0 ? `${name}::skin-tone-${tone + 1}` : name;
}

/** What to show for a reaction: a character as it is, a known name as its character, else `:name:`. */
export function reactionLabel(emoji: string): string {
  if (!/^[\w+:-]+$/.test(emoji)) return emoji;
  return emojiFor(emoji) ?? `:${emoji}:`;
}
