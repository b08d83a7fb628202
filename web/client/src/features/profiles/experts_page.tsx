/** Who knows about something, and why they are named. */

import { useEffect, useState } from "preact/hooks";
import type { ExpertView, FacetView, ReasonView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Avatar } from "../../ui/avatar";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { expertsPath, go, messagePath, personPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { presenceOf, useWatchPresence } from "../presence/presence_of";
import { PeopleFrame } from "./people_frame";

const LONGEST = 250; // letters of a question, as the server takes it

export function ExpertsPage({ query: asked }: { query: string }) {
  const query = asked.slice(0, LONGEST);
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
            maxLength={LONGEST}
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
  const mine = person.id === store.me.value?.id;
  return (
    <div class="people-row">
      <Avatar id={person.id} name={person.name} size={36} photo={avatarUrl(person)} presence={presenceOf(person.id)} />
      <span class="people-row__words">
        <a class="people-row__name" href={personPath(person.id)}>{person.name}</a>
        <span class="people-row__meta">{[person.title, item.department].filter(Boolean).join(" · ") || `@${person.handle}`}</span>
        <ul role="list" class="people-row__why">
          {item.reasons.map((reason) => (
            <li key={reason.message_id || reason.label}>
              <Reason reason={reason} mine={mine} />
            </li>
          ))}
        </ul>
      </span>
    </div>
  );
}

const BECAUSE = { skill: "because_skill", interest: "because_interest", answer: "because_answer", recommended: "because_recommended" } as const;

/** Why somebody is named; what they wrote can be read, and I can say that mine is no reason. */
function Reason({ reason, mine }: { reason: ReasonView; mine: boolean }) {
  const [contested, setContested] = useState(false);
  const words = t(BECAUSE[reason.kind], { word: reason.label });
  if (!reason.message_id || !reason.channel_id) return <>{words}</>;
  const id = reason.message_id;
  const turn = async () => {
    if (await attempt(() => store.actions.contestReason(id, !contested))) setContested(!contested);
  };
  return (
    <>
      <a class={contested ? "people-row__void" : ""} href={messagePath(reason.channel_id, id)}>{words}</a>
      {mine && <button type="button" class="people-row__contest" onClick={() => void turn()}>{t(contested ? "contest_no_more" : "contest")}</button>}
    </>
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
      <a class="button button--plain" href="/me/topics">{t("topics")}</a>
    </Empty>
  );
}
