/** Choose people by name: type, choose from the list, take away again. */

import { useEffect, useState } from "preact/hooks";
import { X } from "lucide";
import type { PersonView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { fold, matchRank } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { presenceOf } from "../presence/presence_of";
import "./people_field.css";

interface PeopleFieldProps {
  label: string;
  chosen: readonly PersonView[];
  onChange: (people: readonly PersonView[]) => void;
  /** People who are there already and are not offered. */
  without?: ReadonlySet<string>;
  most?: number;
}

export function PeopleField({ label, chosen, onChange, without, most = 500 }: PeopleFieldProps) {
  const [query, setQuery] = useState("");
  const found = useFound(fold(query.trim())).filter(
    (person) => !without?.has(person.id) && !chosen.some((other) => other.id === person.id),
  );
  const add = (person: PersonView) => {
    if (chosen.length < most) onChange([...chosen, person]);
    setQuery("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && query !== "" && found[0]) {
      event.preventDefault();
      add(found[0]);
    }
    if (event.key === "Backspace" && query === "") onChange(chosen.slice(0, -1));
  };
  return (
    <div class="people-field">
      <div class="people-field__chosen">
        {chosen.map((person) => (
          <button key={person.id} type="button" class="chip" aria-label={t("take_out", { name: person.name })} onClick={() => onChange(chosen.filter((other) => other !== person))}>
            <Avatar id={person.id} name={person.name} size={20} photo={avatarUrl(person)} />
            {person.name}
            <Icon of={X} size={14} />
          </button>
        ))}
      </div>
      <input
        type="search"
        class="search-field"
        aria-label={label}
        placeholder={label}
        value={query}
        data-autofocus=""
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ul role="list" class="people-field__found" aria-label={t("people")}>
        {found.map((person) => (
          <li key={person.id}>
            <PersonChoice person={person} onChoose={() => add(person)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function PersonChoice({ person, onChoose }: { person: PersonView; onChoose: () => void }) {
  return (
    <button type="button" class="person-line" onClick={onChoose}>
      <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} presence={presenceOf(person.id)} />
      <span class="person-line__name">{person.name}</span>
      <span class="person-line__meta clip">@{person.handle}{person.title ? ` · ${person.title}` : ""}</span>
    </button>
  );
}

/** Those already known at once, the server's answer as it comes. */
function useFound(query: string): PersonView[] {
  const [answer, setAnswer] = useState<readonly PersonView[]>([]);
  useEffect(() => {
    let stale = false;
    store.actions.findPeople(query).then((people) => !stale && setAnswer(people), () => undefined);
    return () => void (stale = true);
  }, [query]);
  const known = new Map([...Object.values(store.people.value), ...answer].map((person) => [person.id, person]));
  return [...known.values()]
    .filter((person) => person.active !== false && rank(person, query) >= 0)
    .sort((one, other) => rank(one, query) - rank(other, query) || one.name.localeCompare(other.name))
    .slice(0, 30);
}

function rank(person: PersonView, query: string): number {
  const ranks = [matchRank(person.name, query), matchRank(person.handle, query)].filter((value) => value >= 0);
  return ranks.length > 0 ? Math.min(...ranks) : -1;
}
