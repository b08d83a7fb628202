/** Why a search shows nothing: the query is wrong, who or where it names is not here, or no message fits. */

import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { useFinding } from "../people/near";
import { dayOf } from "./days";
import { type Filter, PEOPLE, readQuery, wrongIn } from "./filters";

const AN_EXAMPLE = "2026-05-31";
const SHOWN = 5;

type Named = { name: string; handle: string };

/** What is wrong in the query, in words; what the server says where that is not seen here. */
export function Refused({ query, said }: { query: string; said: string }) {
  const several = useSeveral(query);
  return <Empty title={t("search_wrong_title")} text={wrongWords(query) ?? several ?? said} />;
}

/** The people whom a name after `from:` may mean; null where it is nobody's, or one person's. */
function useSeveral(query: string): string | null {
  const asked = readQuery(query).filters.find((filter) => PEOPLE.includes(filter.name) && !isKnown(filter.value));
  const near = useFinding(asked ? fold(bareHandle(asked.value)) : null, null) ?? [];
  if (!asked) return null;
  const found = meantBy(bareHandle(asked.value), near);
  if (found.length < 2) return null;
  const people = found.slice(0, SHOWN).map((person) => `${person.name} (@${person.handle})`);
  return t("search_several", { name: asked.value, people: people.join(", ") });
}

function wrongWords(query: string): string | null {
  const wrong = wrongIn(query);
  switch (wrong?.what) {
    case "day":
      return t("search_wrong_day", { filter: `${wrong.filter.name}:${wrong.filter.value}`, day: `${wrong.filter.name}:${AN_EXAMPLE}`, means: dayOf(AN_EXAMPLE) });
    case "has":
    case "is":
      return t(`search_wrong_${wrong.what}`, { filter: `${wrong.what}:${wrong.filter.value}` });
    case "signs":
      return t("search_wrong_signs");
    case "long":
      return t("search_wrong_long");
    default:
      return null;
  }
}

export function NothingFound({ query }: { query: string }) {
  const { words, filters } = readQuery(query);
  const stranger = useStranger(filters);
  const nowhere = filters.find((filter) => filter.name === "in" && !isPlace(filter.value));
  const text = stranger
    ? t("search_nobody", { handle: stranger })
    : nowhere
      ? t("search_nowhere", { name: nowhere.value.replace(/^#/, "") })
      : filters.length > 0
        ? t("nothing_found_filtered")
        : t("nothing_found", { query: words });
  return <Empty title={t("nothing_found_title")} text={text} />;
}

/** The name or handle after `from:` that nobody has; null while that is not known. */
function useStranger(filters: readonly Filter[]): string | null {
  const asked = filters.find((filter) => PEOPLE.includes(filter.name) && !isKnown(filter.value));
  const name = asked ? bareHandle(asked.value) : null;
  const found = useFinding(name, null);
  return name !== null && found !== null && !found.some((person) => isCalled(person, name)) ? name : null;
}

/** As the server means it: who has this very name, else whose names begin so. */
function meantBy(name: string, near: readonly Named[]): readonly Named[] {
  const called = near.filter((person) => isCalled(person, name));
  const exactly = called.filter((person) => wordsOf(person.name).join(" ") === wordsOf(name).join(" "));
  return exactly.length > 0 ? exactly : called;
}

/** Each word begins one of theirs: a typing mistake, which pickers forgive, names nobody here. */
function isCalled(person: Named, name: string): boolean {
  const theirs = wordsOf(`${person.name} ${person.handle}`);
  return wordsOf(name).every((word) => theirs.some((one) => one.startsWith(word)));
}

const wordsOf = (text: string) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const bareHandle = (value: string) => value.replace(/^@/, "").toLowerCase();

function isKnown(value: string): boolean {
  const handle = bareHandle(value);
  return handle === "me" || Object.values(store.people.value).some((person) => person.handle === handle);
}

function isPlace(value: string): boolean {
  const name = value.replace(/^#/, "").toLowerCase();
  return value.startsWith("@") || Object.values(store.channels.value).some((channel) => channel.name === name);
}
