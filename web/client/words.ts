// The client's words as modules, made from the catalogues that the pages have too:
// `virtual:words` loads each language, `virtual:words/fr` is one, English where it lacks something.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { po } from "gettext-parser";
import type { Plugin } from "vite";

type Forms = Record<string, string>;
export type Words = Record<string, string | Forms>;

const PREFIX = "virtual:words";
const CONTEXT = "client";
/** What the service worker says where nothing else is at hand, in all languages at once. */
const AWAY = "virtual:away-words";
const AWAY_KEYS = ["page_away_title", "page_away_text", "page_away_form", "page_away_signed_title", "page_away_signed_text", "back_to_chat"];
const FOLDER = fileURLToPath(new URL("../locales/", import.meta.url));

/** A folder with a catalogue is a language. */
export function languages(): string[] {
  return readdirSync(FOLDER).filter((name) => existsSync(fileOf(name))).sort();
}

const fileOf = (language: string) => `${FOLDER}${language}/LC_MESSAGES/messages.po`;

export function clientWords(): Plugin {
  return {
    name: "client-words",
    resolveId: (id) => (id === AWAY || id === PREFIX || id.startsWith(`${PREFIX}/`) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${AWAY}`) return asModule(awayWords());
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const language = id.slice(PREFIX.length + 2);
      if (language === "") return loaders(languages());
      for (const one of [language, "en"]) this.addWatchFile(fileOf(one));
      return asModule(wordsOf(language));
    },
  };
}

const asModule = (value: unknown) => `export default JSON.parse(${JSON.stringify(JSON.stringify(value))});`;

function loaders(all: string[]): string {
  return `export default {${all.map((one) => `${JSON.stringify(one)}: () => import("${PREFIX}/${one}")`).join(", ")}};`;
}

function awayWords(): Record<string, Words> {
  const chosen = (language: string) => AWAY_KEYS.map((key) => [key, wordsOf(language)[key]!] as const);
  return Object.fromEntries(languages().map((language) => [language, Object.fromEntries(chosen(language))]));
}

/** The words of a language; what it does not have is English. */
export function wordsOf(language: string): Words {
  const english = read(readFileSync(fileOf("en")), "en");
  return language === "en" ? english : { ...english, ...read(readFileSync(fileOf(language)), language) };
}

/** The client's texts of a catalogue; those without words are left out. */
export function read(catalogue: Buffer, language: string): Words {
  const { headers, translations } = po.parse(catalogue, { validation: true });
  const choose = pluralRule(headers["plural-forms"] ?? headers["Plural-Forms"] ?? "");
  const found: Words = {};
  for (const { msgid, msgid_plural, msgstr } of Object.values(translations[CONTEXT] ?? {})) {
    if (msgstr.length === 0 || msgstr.some((text) => text === "")) continue;
    found[msgid] = msgid_plural ? byCategory(msgstr, language, choose) : msgstr[0]!;
  }
  return found;
}

/** gettext numbers its plurals, browsers name them: the form of a number that is in the category. */
function byCategory(forms: string[], language: string, choose: (n: number) => number): Forms {
  const rules = new Intl.PluralRules(language);
  const named: Forms = { other: forms.at(-1)! };
  for (const category of rules.resolvedOptions().pluralCategories) {
    const number = SAMPLES.find((n) => rules.select(n) === category);
    if (number !== undefined) named[category] = forms[choose(number)] ?? named["other"]!;
  }
  return named;
}

const SAMPLES = [...Array(201).keys(), 1_000_000];

/** "nplurals=2; plural=(n > 1);" as a function. Source: GNU gettext, "Plural forms". */
function pluralRule(header: string): (n: number) => number {
  const expression = /plural=([^;]+)/.exec(header)?.[1] ?? "n != 1";
  if (!/^[n\d\s()?:<>=!%&|+*/-]+$/.test(expression)) throw new Error(`Plural-Forms cannot be read: ${header}`);
  return new Function("n", `return Number(${expression})`) as (n: number) => number;
}
