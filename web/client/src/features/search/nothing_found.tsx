/** Why a search shows nothing: the query is wrong, who or where it names is not here, or no message fits. */

import { fold, matchRank } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { useFinding } from "../people/near";
import { dayOf } from "./days";
import { type Filter, readQuery, wrongIn } from "./filters";

const AN_EXAMPLE = "2026-05-31";
const SHOWN = 5;

/** What is wrong in the query, in words; what the server says where that is not seen here. */
export function Refused({ query, said }: { query: string; said: string }) {
  const several = useSeveral(query);
  return <Empty title={t("search_wrong_title")} text={wrongWords(query) ?? several ?? said} />;
}

/** The people whom a name after `from:` may mean; null where it is nobody's, or one person's. */
function useSeveral(query: string): string | null {
  const asked = readQuery(query).filters.find((filter) => filter.name === "from" && !isKnown(filter.value));
  const found = useFinding(asked ? fold(bareHandle(asked.value)) : null, null) ?? [];
  if (!asked || found.length < 2) return null;
  const people = found.slice(0, SHOWN).map((person) => `${person.name} (@${person.handle})`);
  return t("search_several", { name: asked.value, people: people.join(", ") });
}

function wrongWords(query: string): string | null {
  const wrong = wrongIn(query);
  switch (wrong?.what) {
    case "day":
      return t("search_wrong_day", { filter: `${wrong.filter.name}:${wrong.filter.value}`, day: `${wrong.filter.name}:${AN_EXAMPLE}`, means: dayOf(AN_EXAMPLE) });
    case "has":
      return t("search_wrong_has", { filter: `has:${wrong.filter.value}` });
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
  const asked = filters.find((filter) => filter.name === "from" && !isKnown(filter.value));
  const name = asked ? bareHandle(asked.value) : null;
  const found = useFinding(name, null);
  return name !== null && found !== null && !found.some((person) => isCalled(person, name)) ? name : null;
}

/** Each word begins one of theirs: a typing mistake, which pickers forgive, names nobody here. */
function isCalled(person: { name: string; handle: string }, name: string): boolean {
  const words = fold(name).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.every((word) => [0, 1].includes(matchRank(`${person.name} ${person.handle}`, word)));
}

const bareHandle = (value: string) => value.replace(/^@/, "").toLowerCase();

function isKnown(value: string): boolean {
  const handle = bareHandle(value);
  return handle === "me" || Object.values(store.people.value).some((person) => person.handle === handle);
}

function isPlace(value: string): boolean {
  const name = value.replace(/^#/, "").toLowerCase();
  return value.startsWith("@") || Object.values(store.channels.value).some((channel) => channel.name === name);
}
