// The emoji as modules, made from emojibase when the client is built: `virtual:emoji` lists them,
// `virtual:emoji/words` loads what they are called in each language that has a catalogue, and
// `virtual:emoji/usual` the same of the few that are used most.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import { USUAL } from "./src/features/reactions/usual";
import { fold } from "./src/ui/fold";
import { languages } from "./words";

interface Entry {
  hexcode: string;
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  version: number;
  skins?: { tone: number | number[] }[];
}

const PREFIX = "virtual:emoji";
const COMPONENTS = 2; // bare skin tones and hair: no emoji of their own
const resolve = createRequire(import.meta.url).resolve;
const folder = resolve("emojibase-data/package.json").replace("package.json", "");
const read = <Content>(path: string): Content => JSON.parse(readFileSync(folder + path, "utf8")) as Content;

export function emojiData(): Plugin {
  return {
    name: "emoji-data",
    resolveId: (id) => (id === PREFIX || id.startsWith(`${PREFIX}/`) ? `\0${id}` : null),
    load: (id) => {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const part = id.slice(PREFIX.length + 1);
      if (part === "") return asModule(list());
      if (part === "/words" || part === "/usual") return loaders(part);
      const [, kind, language = "en"] = part.split("/");
      return asModule(kind === "usual" ? usualLabels(language) : words(language));
    },
  };
}

/** Text that the browser parses faster than a literal. */
const asModule = (value: unknown) => `export default JSON.parse(${JSON.stringify(JSON.stringify(value))});`;

function entries(language: string): Entry[] {
  const all = read<Entry[]>(`${language}/data.json`);
  return all.filter(({ group }) => group !== undefined && group !== COMPONENTS);
}

type Names = Record<string, string | string[]>;

/** [character, names, group, how it takes a skin tone (0 not, 1 one person, 2 two), version].
 *  Names are those of chats, as the server keeps them, then those of code hosts. */
function list(): unknown[] {
  const chats = read<Names>("en/shortcodes/iamcal.json");
  const hosts = read<Names>("en/shortcodes/github.json");
  const others = read<Names>("en/shortcodes/emojibase.json");
  const taken = new Set(Object.values(chats).flat());
  return entries("en").map(({ hexcode, emoji, group, version, skins }) => {
    const more = [hosts[hexcode] ?? []].flat().filter((name) => !taken.has(name));
    const names = [chats[hexcode] ?? others[hexcode] ?? [], more].flat();
    const tones = !skins ? 0 : skins.some(({ tone }) => Array.isArray(tone)) ? 2 : 1;
    return [plain(emoji), names.join(" "), group, tones, version];
  });
}

/** Without the sign that asks for a picture, where the character is one anyhow: as keyboards write it. */
function plain(emoji: string): string {
  return emoji.replace(/^(\p{Emoji_Presentation})\ufe0f$/u, "$1");
}

/** In the order of the list: [label, folded words to find it by]. */
function words(language: string): unknown[] {
  const known = new Map(entries(language).map((entry) => [entry.hexcode, entry]));
  return entries("en").map(({ hexcode, label: english }) => {
    const { label = english, tags = [] } = known.get(hexcode) ?? {};
    const folded = fold(`${label} ${tags.join(" ")}`).split(/[^\p{L}\p{N}+]+/u).filter(Boolean);
    return [label, [...new Set(folded)].join(" ")];
  });
}

/** In the order of the small set: labels. */
function usualLabels(language: string): string[] {
  const bare = (emoji: string) => emoji.replaceAll("\ufe0f", "");
  const known = new Map([...entries("en"), ...entries(language)].map(({ emoji, label }) => [bare(emoji), label]));
  return USUAL.map(([character, name]) => known.get(bare(character)) ?? name!);
}

function loaders(part: string): string {
  const spoken = languages().filter((language) => existsSync(`${folder}${language}/data.json`));
  return `export default {${spoken.map((one) => `${JSON.stringify(one)}: () => import("${PREFIX}${part}/${one}")`).join(", ")}};`;
}
