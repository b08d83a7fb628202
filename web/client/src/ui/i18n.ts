/** The catalogues: text by key, plurals by the language's own rules, dates and numbers by locale. */

import words from "virtual:words";
import type { Key } from "./keys";

export type { Key } from "./keys";
type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = Partial<Record<Key, string | Forms>>;
type Values = Record<string, string | number>;

let catalogue: Catalogue = {};
let locale = "en";
let plurals = new Intl.PluralRules("en");

/** Load the catalogue of `language` ("fr", "fr-CA"); an unknown language reads English. */
export async function loadCatalogue(language: string): Promise<void> {
  const base = (language || "en").split("-")[0]!.toLowerCase();
  const known = words[language] ? language : base;
  const load = words[known] ?? words["en"]!;
  locale = words[known] ? regional(base, language) : regional("en", "en");
  plurals = new Intl.PluralRules(locale);
  catalogue = (await load()).default;
}

/** The reader's own region of a language, where the browser names one: it writes dates. */
function regional(base: string, language: string): string {
  return navigator.languages.find((name) => name.toLowerCase().startsWith(`${base}-`)) ?? language;
}

/** The languages that there is a catalogue for. */
export function languages(): string[] {
  return Object.keys(words);
}

/** The locale that dates and numbers are written in. */
export function currentLocale(): string {
  return locale;
}

/** True for what the catalogue has words for. */
export function knows(key: string): key is Key {
  return Object.hasOwn(catalogue, key);
}

/** The text for `key` with `{name}` places filled; `count` chooses the plural form. */
export function t(key: Key, values: Values = {}): string {
  const entry = catalogue[key];
  if (entry === undefined) return key;
  const text = typeof entry === "string" ? entry : pluralForm(entry, Number(values["count"] ?? 0));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? formatNumber(value) : String(value);
  });
}

function pluralForm(forms: Forms, count: number): string {
  return forms[plurals.select(count)] ?? forms.other;
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** What is unread, whose counting stops at 100: "99+" from there. */
export function formatCount(value: number): string {
  return value > 99 ? `${formatNumber(99)}+` : formatNumber(value);
}
