/** Choose people by name: type, choose from the list, take away again. */

import { useState } from "preact/hooks";
import { UserPlus, X } from "lucide";
import type { PersonView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { presenceOf } from "../presence/presence_of";
import { mayAdminister } from "./may_administer";
import { nearTo, useFinding } from "./near";
import { PersonTag } from "./person_tag";
import { likeliest } from "./ranking";
import "./people_field.css";

interface PeopleFieldProps {
  label: string;
  chosen: readonly PersonView[];
  onChange: (people: readonly PersonView[]) => void;
  /** The channel that the people are for: its members are there already. */
  channelId?: string;
  most?: number;
}

const SHOWN = 30;
const MEMBERS_SHOWN = 3;

export function PeopleField({ label, chosen, onChange, channelId, most = 500 }: PeopleFieldProps) {
  const [query, setQuery] = useState("");
  const { found, members, answered } = useFound(fold(query.trim()), channelId ?? null, chosen);
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
        {members.map((person) => (
          <li key={person.id} class="person-line person-line--there">
            <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} />
            <span class="person-line__name">{person.name}</span>
            <PersonTag person={person} />
            <span class="person-line__meta clip">{t("already_here")}</span>
          </li>
        ))}
      </ul>
      {answered && !found.some((person) => !person.dormant) && <NobodyLeft chosen={chosen.length > 0} query={query} />}
    </div>
  );
}

/** Nobody who could come is left to choose: an administrator can bring somebody new. */
function NobodyLeft({ chosen, query }: { chosen: boolean; query: string }) {
  if (chosen && query === "") return null;
  return (
    <div class="people-field__nobody">
      <p role="status">{t(query === "" ? "nobody_left" : "nobody_found")}</p>
      {mayAdminister() && (
        <a class="button" href="/admin#invitations">
          <Icon of={UserPlus} size={18} />
          {t("invite_people")}
        </a>
      )}
    </div>
  );
}

function PersonChoice({ person, onChoose }: { person: PersonView; onChoose: () => void }) {
  const note = person.dormant ? t("dormant") : person.title;
  return (
    <button type="button" class="person-line" onClick={onChoose}>
      <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} presence={presenceOf(person.id)} />
      <span class="person-line__name">{person.name}</span>
      <PersonTag person={person} />
      <span class="person-line__meta clip">@{person.handle}{note ? ` · ${note}` : ""}</span>
    </button>
  );
}

/** Those already known at once; then, where a channel's members are to be told from the others, those
 *  whom the server names. */
function useFound(query: string, channelId: string | null, chosen: readonly PersonView[]) {
  const answer = useFinding(query, channelId, channelId === null ? undefined : false);
  useFinding(channelId !== null && query !== "" ? query : null, channelId, true);
  const near = nearTo(channelId);
  const matching = likeliest(Object.values(store.people.value), query, { ...near, members: new Set() });
  const named = channelId !== null && answer !== null ? new Set(answer.map((person) => person.id)) : null;
  const isThere = (person: PersonView) => near.members.has(person.id) || (channelId !== null && person.id === near.myId);
  const isOffered = (person: PersonView) =>
    !isThere(person) && named?.has(person.id) !== false && !chosen.some((other) => other.id === person.id);
  const found = matching.filter(isOffered);
  const members = query === "" ? [] : matching.filter(isThere).slice(0, MEMBERS_SHOWN);
  return { found: found.slice(0, SHOWN), members, answered: answer !== null };
}
