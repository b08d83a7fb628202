import { expect, test } from "vitest";
import en from "./en.json";
import fr from "./fr.json";

type Entry = string | Record<string, string>;
const forms = (entry: Entry): string[] => (typeof entry === "string" ? [entry] : Object.values(entry));
const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((found) => found[0]).sort();

test("every text is there in both languages", () => {
  expect(Object.keys(fr)).toEqual(Object.keys(en));
});

test("a translation fills the same places", () => {
  for (const [key, entry] of Object.entries(en as Record<string, Entry>)) {
    const french = (fr as Record<string, Entry>)[key]!;
    expect(typeof french, key).toBe(typeof entry);
    for (const text of forms(french)) expect(places(text), key).toEqual(places(forms(entry).at(-1)!));
  }
});

test("French has its spaces before : ; ? ! and within its quotation marks", () => {
  for (const [key, entry] of Object.entries(fr as Record<string, Entry>)) {
    for (const text of forms(entry)) expect(text.replace(/\w+:(?=[\w{])/g, ""), key).not.toMatch(/[^\s\u202f\u00a0][;?!:](\s|$)|« | »| [:;?!]/);
  }
});
