/** What names me to those who ask who knows: each reason, and what I do not want to be one. */

import { useEffect, useState } from "preact/hooks";
import type { ReasonView, TopicView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty, ListSkeleton } from "../../ui/placeholder";
import { expertsPath, messagePath } from "../../ui/router";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { Page } from "../shell/page";
import "./people.css";

const KINDS = { skill: "topic_skill", interest: "topic_interest", answer: "topic_answer", recommended: "topic_recommended" } as const;
const keyOf = ({ reason }: TopicView) => reason.message_id || `${reason.kind}/${reason.label}`;

export function TopicsPage() {
  const me = store.me.value;
  return (
    <Page title={t("topics")} back>
      {!me ? <ListSkeleton /> : me.role === "guest" ? <Empty text={t("no_profile_for_guests")} /> : <Topics myId={me.id} />}
    </Page>
  );
}

function Topics({ myId }: { myId: string }) {
  const list = usePages<TopicView>("topics", (after) => store.actions.listTopics(after));
  const turn = async (topic: TopicView) => {
    const hidden = !topic.hidden;
    if (!(await attempt(() => store.actions.hideTopic(topic, hidden)))) return;
    list.change((items) => items.map((one) => (keyOf(one) === keyOf(topic) ? { ...one, hidden } : one)));
    say(t(hidden ? "topic_hidden" : "topic_shown"));
  };
  return (
    <div class="topics">
      <Note myId={myId} />
      <PagedList
        list={list}
        label={t("topics")}
        empty={
          <Empty text={t("topics_empty")}>
            <a class="button button--primary" href="/me/profile">{t("name_my_skills")}</a>
          </Empty>
        }
        waiting={<ListSkeleton rows={6} />}
        keyOf={keyOf}
        render={(topic) => <Topic topic={topic} onTurn={() => void turn(topic)} />}
      />
    </div>
  );
}

/** What the list means; where I am not named at all, that is said instead. */
function Note({ myId }: { myId: string }) {
  const [unasked, setUnasked] = useState(false);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (online) store.actions.getProfile(myId).then((profile) => setUnasked(profile.unasked ?? false), () => undefined);
  }, [myId, online]);
  return (
    <p class="topics__note">
      {t(unasked ? "topics_unasked" : "topics_note")} <a href="/me/profile">{t("edit_profile")}</a>
    </p>
  );
}

function Topic({ topic, onTurn }: { topic: TopicView; onTurn: () => void }) {
  const { reason } = topic;
  const hidden = topic.hidden ?? false;
  const name = reason.label || t("topic_unreadable");
  const declared = reason.kind === "skill" || reason.kind === "interest";
  const act = hidden ? "topic_show" : declared ? "topic_hide" : "contest";
  return (
    <div class={`topic ${hidden ? "topic--hidden" : ""}`}>
      <span class="topic__words">
        <Where reason={reason} name={name} />
        <span class="topic__why">{[t(KINDS[reason.kind]), hidden ? t("topic_names_not") : ""].filter(Boolean).join(" · ")}</span>
      </span>
      <Button aria-label={t("topic_act", { act: t(act), name })} onClick={onTurn}>{t(act)}</Button>
    </div>
  );
}

/** A message can be read where I still may; a word leads to who else knows. */
function Where({ reason, name }: { reason: ReasonView; name: string }) {
  if (reason.message_id && reason.channel_id) return <a href={messagePath(reason.channel_id, reason.message_id)}>{name}</a>;
  return reason.message_id ? <span>{name}</span> : <a href={expertsPath(reason.label)}>{name}</a>;
}
