/** Who knows about something, and why they are named. */

import { useEffect, useState } from "preact/hooks";
import type { ExpertView, FacetView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { expertsPath, go, personPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { presenceOf, useWatchPresence } from "../presence/presence_of";
import { PeopleFrame } from "./people_frame";

export function ExpertsPage({ query }: { query: string }) {
  const [text, setText] = useState(query);
  useEffect(() => setText(query), [query]);
  const ask = (event: Event) => {
    event.preventDefault();
    go(expertsPath(text.trim()));
  };
  return (
    <PeopleFrame
      view="experts"
      head={
        <form role="search" onSubmit={ask}>
          <input
            type="search"
            class="search-field"
            aria-label={t("who_knows")}
            placeholder={t("who_knows")}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </form>
      }
    >
      <div class="people-list">{query ? <Found key={query} query={query} /> : <Beginning />}</div>
    </PeopleFrame>
  );
}

function Found({ query }: { query: string }) {
  const list = usePages<ExpertView>(query, () => store.actions.findExperts(query));
  useWatchPresence((list.items ?? []).map((item) => item.person.id));
  return (
    <PagedList
      list={list}
      label={t("experts")}
      empty={<Empty text={t("nobody_knows", { query })} />}
      waiting={<MessageSkeleton rows={4} />}
      keyOf={(item) => item.person.id}
      render={(item) => <Expert item={item} />}
    />
  );
}

function Expert({ item }: { item: ExpertView }) {
  const person = store.person(item.person.id) ?? item.person;
  return (
    <a class="people-row" href={personPath(person.id)}>
      <Avatar id={person.id} name={person.name} size={36} photo={avatarUrl(person)} presence={presenceOf(person.id)} />
      <span class="people-row__words">
        <span class="people-row__name">{person.name}</span>
        <span class="people-row__meta">{[person.title, item.department].filter(Boolean).join(" · ") || `@${person.handle}`}</span>
        <span class="people-row__why">
          {item.reasons.map((reason) => t(reason.kind === "skill" ? "because_skill" : "because_interest", { word: reason.label })).join(" · ")}
        </span>
      </span>
    </a>
  );
}

/** What many know, to begin with; and how to be named, or not. */
function Beginning() {
  const [skills, setSkills] = useState<readonly FacetView[] | null>(null);
  useEffect(() => {
    store.actions.countProfiles({}).then(({ skills }) => setSkills(skills ?? []), () => setSkills([]));
  }, []);
  return (
    <Empty title={t("experts_title")} text={t("experts_text")}>
      {skills && skills.length > 0 && (
        <ul role="list" class="profile-words people-begin" aria-label={t("facet_skill")}>
          {skills.slice(0, 20).map((skill) => (
            <li key={skill.value}>
              <a class="profile-word" href={expertsPath(skill.label)}>{skill.label}</a>
            </li>
          ))}
        </ul>
      )}
      <a class="button button--plain" href="/me/profile">{t("name_my_skills")}</a>
    </Empty>
  );
}
