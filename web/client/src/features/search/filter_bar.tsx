/** The filters of a search as chips: those that are set, to take away; the others, to add. */

import { ChevronDown, X } from "lucide";
import { fold } from "../../ui/fold";
import { formatNumber, t, type Key } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { openPopup } from "../../ui/popup";
import { go, searchPath } from "../../ui/router";
import { store } from "../../ui/store";
import { dayOf } from "./days";
import { type Filter, readQuery, withoutFilter, writeQuery } from "./filters";
import { DayMenu, HasMenu, PersonPicker, PlacePicker } from "./filter_menus";
import { KINDS } from "./kinds";

/** Search for something else; the step back leads out of the search, not through its variants. */
export const searchAgain = (query: string): void => go(searchPath(query), true);

export function FilterBar({ query }: { query: string }) {
  const read = readQuery(query);
  const add = (change: (before: typeof read) => typeof read) => searchAgain(writeQuery(change(read)));
  const chip = (name: Key, content: () => preact.VNode) => (
    <button type="button" class="filter-chip" aria-haspopup="dialog" onClick={(event) => openPopup(event.currentTarget, t(name), content)}>
      {t(name)}
      <Icon of={ChevronDown} size={14} />
    </button>
  );
  return (
    <div class="filter-chips search__filters" role="group" aria-label={t("filters")}>
      {read.filters.map((filter) => (
        <button
          key={`${filter.name}:${filter.value}`}
          type="button"
          class="filter-chip filter-chip--set"
          aria-label={t("filter_remove", { filter: wordsFor(filter) })}
          onClick={() => add((before) => withoutFilter(before, filter))}
        >
          <span class="clip">{wordsFor(filter)}</span>
          <Icon of={X} size={14} />
        </button>
      ))}
      {chip("filter_from", () => <PersonPicker onAdd={add} />)}
      {chip("filter_in", () => <PlacePicker onAdd={add} />)}
      {chip("filter_has", () => <HasMenu onAdd={add} />)}
      {chip("filter_when", () => <DayMenu onAdd={add} />)}
    </div>
  );
}

/** "From Ada", "In #general", "With a file", "After 2 March". */
function wordsFor({ name, value }: Filter): string {
  switch (name) {
    case "from":
    case "to":
    case "with":
      return t(`filter_${name}_who`, { name: value === "me" ? t("you") : nameOf(value) });
    case "in":
      return t("filter_in_where", { name: value.startsWith("@") ? nameOf(value) : placeOf(value) });
    case "has":
    case "is": {
      const known = KINDS.find((kind) => `${kind.name}:${kind.value}` === `${name}:${fold(value).replace(/s$/, "")}`);
      return known ? t(known.key) : value;
    }
    default:
      return t(`filter_${name}`, { day: dayOf(value) });
  }
}

/** "Ada"; "@nobody" where nobody known here has this handle, and what else was typed as it is. */
function nameOf(named: string): string {
  const bare = named.replace(/^@/, "").toLowerCase();
  const known = Object.values(store.people.value).find((person) => person.handle === bare)?.name;
  return known ?? (/^[a-z0-9._-]+$/.test(bare) ? `@${bare}` : named);
}

/** "#general"; a private channel is named without the sign. */
function placeOf(name: string): string {
  const bare = name.replace(/^#/, "");
  const isPrivate = Object.values(store.channels.value).some((channel) => channel.kind === "private" && channel.name === bare.toLowerCase());
  return isPrivate ? bare : `#${bare}`;
}

/** How many were found, as far as is known. */
export const countFound = (count: number, more: boolean): string => `${formatNumber(count)}${more ? "+" : ""}`;
