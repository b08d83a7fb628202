/** Every emoji with its names and words, loaded when the first of them is needed. */

import { signal } from "@preact/signals";
import { currentLocale } from "../../ui/i18n";
import { EMOJI } from "./emoji";

export interface AnyEmoji {
  character: string;
  /** The short code that reactions and `:codes:` use, and its others. */
  name: string;
  names: readonly string[];
  group: number;
  /** How it takes a skin tone: not, on one person, on two. */
  tones: 0 | 1 | 2;
  /** What it is called in the person's language. */
  label: string;
  /** Folded words to find it by, in every language that the client speaks. */
  words: ReadonlySet<string>;
  /** How usual it is: the lower the more; those not in the small set are alike. */
  usual: number;
}

/** Null until `loadEmoji` has ended. */
export const allEmoji = signal<readonly AnyEmoji[] | null>(null);

let loading: Promise<readonly AnyEmoji[]> | null = null;

/** Again is free; after a failure it tries anew. */
export function loadEmoji(): Promise<readonly AnyEmoji[]> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<readonly AnyEmoji[]> {
  const [{ default: list }, { default: loaders }] = await Promise.all([import("virtual:emoji"), import("virtual:emoji/words")]);
  const languages = Object.keys(loaders);
  const books = await Promise.all(languages.map(async (language) => (await loaders[language]!()).default));
  const mine = Math.max(0, languages.indexOf(currentLocale().split("-")[0]!));
  const usual = new Map(EMOJI.map(({ name }, at) => [name, at]));
  const shown = versionShown();
  const all = list.flatMap(([character, names, group, tones, version], at): AnyEmoji[] => {
    const each = names.split(" ").filter(Boolean);
    if (version > shown || each.length === 0) return [];
    const found = books.flatMap((book) => book[at]![1].split(" "));
    const words = new Set([...each.flatMap((name) => name.split(/[_-]/)), ...found]);
    return [{ character, name: each[0]!, names: each, group, tones, label: books[mine]![at]![0], words, usual: usual.get(each[0]!) ?? EMOJI.length }];
  });
  allEmoji.value = all;
  return all;
}

/** One emoji of each of the latest versions, to see whether this device can draw it. */
const SIGNS: ReadonlyArray<readonly [version: number, character: string]> = [
  [17, "🫪"],
  [16, "🫩"],
  [15, "🫨"],
  [14, "🫠"],
  [13, "🥲"],
];

/** The newest version of Unicode's emoji that shows as pictures here. */
function versionShown(): number {
  if (typeof document === "undefined") return Infinity;
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!pen) return 15.1;
  pen.font = "20px sans-serif";
  pen.textBaseline = "top";
  const found = SIGNS.find(([, character]) => isColourful(pen, character));
  return found ? (found[0] === 15 ? 15.1 : found[0]) : 12.1;
}

/** A sign that is missing is drawn as a box in the pen's own black. */
function isColourful(pen: CanvasRenderingContext2D, character: string): boolean {
  pen.clearRect(0, 0, 32, 32);
  pen.fillText(character, 0, 0);
  const { data } = pen.getImageData(0, 0, 32, 32);
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3]! > 128 && Math.max(data[at]!, data[at + 1]!, data[at + 2]!) > 60) return true;
  }
  return false;
}
