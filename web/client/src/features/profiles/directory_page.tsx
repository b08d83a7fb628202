/** Everybody by name, narrowed by department, site, skill, language, initial or a word. */

import { useEffect, useState } from "preact/hooks";
import { ChevronDown, X } from "lucide";
import type { FacetsView, FacetView, ListedProfileView } from "../../protocol";
import type { Narrowed } from "../../store/profiles";
import { Avatar } from "../../ui/avatar";
import { formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { closePopup, Menu, openPopup } from "../../ui/popup";
import { QueryField } from "../../ui/query_field";
import { narrowTo, peoplePath, personPath } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { presenceOf, presenceWords, useWatchPresence } from "../presence/presence_of";
import { FACETS, labelOf, narrowedBy, parseNarrowed, type Facet } from "./narrowing";
import { PeopleFrame } from "./people_frame";

const COUNTED: Record<Facet, "departments" | "sites" | "skills" | "languages"> = {
  department: "departments",
  site: "sites",
  skill: "skills",
  language: "languages",
};

export function DirectoryPage({ search }: { search: string }) {
  const narrowed = parseNarrowed(search);
  const facets = useFacets(narrowed);
  const list = usePages<ListedProfileView>(peoplePath(narrowed), (after) => store.actions.listProfiles(narrowed, after));
  useWatchPresence((list.items ?? []).slice(0, 200).map((item) => item.person.id));
  const narrow = (name: keyof Narrowed, value: string) => narrowTo(peoplePath(narrowedBy(narrowed, name, value)));
  return (
    <PeopleFrame
      view="directory"
      head={
        <>
          <QueryField label={t("find_in_directory")} query={narrowed.query ?? ""} onQuery={(query) => narrow("query", query)} />
          <div class="people-filters">
            {FACETS.map((facet) => (
              <FacetFilter key={facet} facet={facet} chosen={narrowed[facet] ?? ""} counted={facets?.[COUNTED[facet]] ?? []} onChoose={(value) => narrow(facet, value)} />
            ))}
          </div>
          <Letters chosen={narrowed.letter ?? ""} counted={facets?.letters ?? []} onChoose={(letter) => narrow("letter", letter)} />
        </>
      }
    >
      <div class="people-list">
        <p class="people-count" role="status">{facets && t("people_count", { count: facets.count })}</p>
        <PagedList
          list={list}
          label={t("directory")}
          empty={<Empty text={t("nobody_here")} />}
          waiting={<MessageSkeleton rows={6} />}
          keyOf={(item) => item.person.id}
          render={(item) => <ListedPerson item={item} />}
        />
      </div>
    </PeopleFrame>
  );
}

function useFacets(narrowed: Narrowed): FacetsView | null {
  const [facets, setFacets] = useState<FacetsView | null>(null);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (!online) return;
    let stale = false;
    store.actions.countProfiles(narrowed).then((found) => void (stale || setFacets(found)), () => undefined);
    return () => void (stale = true);
  }, [peoplePath(narrowed), online]);
  return facets;
}

interface FacetFilterProps {
  facet: Facet;
  chosen: string;
  counted: readonly FacetView[];
  onChoose: (value: string) => void;
}

function FacetFilter({ facet, chosen, counted, onChoose }: FacetFilterProps) {
  const name = t(`facet_${facet}`);
  if (chosen) {
    const label = labelOf(counted, chosen);
    return (
      <button type="button" class="filter-chip filter-chip--set" aria-label={t("narrow_no_more", { name, value: label })} onClick={() => onChoose("")}>
        {label}
        <Icon of={X} size={14} />
      </button>
    );
  }
  if (counted.length === 0) return null;
  const open = (event: MouseEvent) =>
    openPopup(event.currentTarget, name, () => (
      <Menu label={name}>
        {counted.map((one) => (
          <button
            key={one.value}
            type="button"
            role="menuitem"
            class="menu-item"
            onClick={() => {
              closePopup();
              onChoose(one.value);
            }}
          >
            <span class="menu-item__words clip">{one.label}</span>
            <span class="menu-item__hint tabular">{formatNumber(one.count)}</span>
          </button>
        ))}
      </Menu>
    ));
  return (
    <button type="button" class="filter-chip" aria-haspopup="menu" onClick={open}>
      {name}
      <Icon of={ChevronDown} size={14} />
    </button>
  );
}

const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz#"];

function Letters({ chosen, counted, onChoose }: { chosen: string; counted: readonly FacetView[]; onChoose: (letter: string) => void }) {
  const there = new Map(counted.map((one) => [one.value, one.count]));
  return (
    // On a phone the row scrolls: with no letter to stop at, the keyboard stops at the row.
    <div class="people-letters scroll" role="group" aria-label={t("by_initial")} tabIndex={there.size === 0 && !chosen ? 0 : undefined}>
      {ALPHABET.filter((letter) => letter !== "#" || there.has("#")).map((letter) => (
        <button
          key={letter}
          type="button"
          aria-pressed={letter === chosen}
          disabled={!there.has(letter) && letter !== chosen}
          onClick={() => onChoose(letter === chosen ? "" : letter)}
        >
          {letter.toUpperCase()}
        </button>
      ))}
    </div>
  );
}

function ListedPerson({ item }: { item: ListedProfileView }) {
  const person = store.person(item.person.id) ?? item.person;
  const place = [item.department, item.site].filter(Boolean).join(" · ");
  return (
    <a class="people-row" href={personPath(person.id)}>
      <Avatar id={person.id} name={person.name} size={36} photo={avatarUrl(person)} presence={presenceOf(person.id)} />
      <span class="people-row__words">
        <span class="people-row__name">{person.name}</span>
        <span class="people-row__meta clip">
          {person.title || (isPhone.value && place) || `@${person.handle}`}
          {isPhone.value && person.title && place && ` · ${place}`}
        </span>
      </span>
      {!isPhone.value && <span class="people-row__place clip">{place}</span>}
      <span class="sr-only">{presenceWords(person.id)}</span>
    </a>
  );
}
