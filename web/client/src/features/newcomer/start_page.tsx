/** The first steps of somebody new: who I am, where to read, whom to follow, a first hello. */

import { useEffect, useState } from "preact/hooks";
import { Circle, CircleCheck } from "lucide";
import type { ComponentChildren } from "preact";
import type { CatalogueView, PersonView, SuggestedPersonView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { ListSkeleton } from "../../ui/placeholder";
import { channelPath, go, personPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { FollowButton } from "../follows/follow_button";
import { Enter } from "../homes/enter";
import { isDirect } from "../membership/title";
import { Page } from "../shell/page";
import { putAway } from "./newcomer";
import { countDone, isDone, left, stepsFor, wanted, type Done, type Offered, type Step } from "./steps";
import "../homes/homes.css";
import "../profiles/people.css";
import "./start_page.css";

const OFFERED = 6;

export function StartPage() {
  const told = useTold();
  const workspace = store.workspace.value?.name ?? "";
  if (!told) return <Page title={t("start")} back><ListSkeleton /></Page>;
  const done = doneSoFar(told);
  const { offered } = told;
  const end = () => {
    putAway();
    go("/");
  };
  return (
    <Page title={t("start")} back>
      <article class="start" aria-label={t("start")}>
        <h2>{t("start_title", { workspace })}</h2>
        <p class="start__words">{store.welcome.value?.text || t("start_words")}</p>
        <ol class="start__steps">
          {stepsFor(offered).map((step) => (
            <li key={step}>
              <Card step={step} done={done} offered={offered}>
                {step === "profile" && <a class="button button--plain" href="/me/profile">{t("edit_profile")}</a>}
                {step === "channels" && <Channels offered={told.channels} />}
                {step === "people" && <People offered={told.people} />}
                {step === "hello" && <Hello />}
              </Card>
            </li>
          ))}
        </ol>
        <div class="start__foot">
          <Button look={countDone(done, offered) === stepsFor(offered).length ? "primary" : "plain"} onClick={end}>{t("start_end")}</Button>
        </div>
      </article>
    </Page>
  );
}

interface Told {
  says: boolean;
  wrote: boolean;
  channels: readonly CatalogueView[];
  people: readonly Suggested[];
  offered: Offered;
}

type Suggested = Omit<SuggestedPersonView, "person"> & { person: PersonView };

/** What is not in the store: my profile, whether I wrote, what and whom to offer. */
function useTold(): Told | null {
  const [told, setTold] = useState<Told | null>(null);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (!online || told) return;
    let stale = false;
    ask().then((found) => void (stale || setTold(found)), () => undefined);
    return () => void (stale = true);
  }, [online]);
  return told;
}

async function ask(): Promise<Told> {
  const { actions, me } = store;
  const myId = me.value?.id ?? "";
  const [profile, wrote, suggested, all, near, listed] = await Promise.all([
    actions.getProfile(myId),
    actions.search("from:me", { limit: 1 }),
    actions.suggestChannels(),
    actions.listCatalogue({}),
    actions.suggestPeople(OFFERED),
    actions.listProfiles({}),
    actions.loadFeedSettings(),
  ]);
  const manager = profile.manager ? [{ person: profile.manager }] : [];
  const others_here = listed.items.map(({ person }) => ({ person })).filter(({ person }) => !person.bot && person.id !== myId);
  const people = new Map([...others_here, ...near, ...manager].map((one) => [one.person.id, one]));
  const order = [...manager, ...near, ...others_here].map((one) => one.person.id);
  const known = new Set(suggested.map((entry) => entry.id));
  const others = all.items.filter((entry) => !known.has(entry.id) && !entry.joined && entry.door === "open");
  return {
    says: (profile.values ?? []).some((value) => value.key !== "email") || Boolean(profile.person.avatar_file_id),
    wrote: wrote.items.length > 0,
    channels: [...suggested, ...others].slice(0, OFFERED),
    people: [...new Set(order)].map((id) => people.get(id)!).slice(0, OFFERED),
    offered: { channels: joinedSoFar() + suggested.length + others.length, people: others_here.length },
  };
}

function doneSoFar(told: Told): Done {
  const followed = Object.values(store.stances.value).filter((one) => one.kind === "person" && one.stance === "follow");
  return { profile: told.says, channels: joinedSoFar(), people: followed.length, hello: told.wrote || greeted() };
}

const joinedSoFar = () => Object.values(store.channels.value).filter((channel) => channel.joined && !channel.general && !isDirect(channel)).length;

/** Written just now: the index comes a moment after the message. */
function greeted(): boolean {
  const general = store.workspace.value?.general_channel_id ?? "";
  const { messages, pending } = store.timeline(general).value;
  const myId = store.me.value?.id;
  return pending.length > 0 || messages.some((message) => message.author_id === myId && message.kind !== "notice");
}

interface CardProps {
  step: Step;
  done: Done;
  offered: Offered;
  children: ComponentChildren;
}

function Card({ step, done, offered, children }: CardProps) {
  const over = isDone(step, done, offered);
  const counted = step === "channels" || step === "people" ? step : null;
  const more = counted ? left(counted, done, offered) : 0;
  const title = counted ? t(`start_${counted}`, { count: wanted(counted, offered) }) : t(`start_${step as "profile" | "hello"}`);
  return (
    <section class={`start__step ${over ? "start__step--done" : ""}`} aria-label={title}>
      <h3>
        <Icon of={over ? CircleCheck : Circle} />
        {title}
        {over && <span class="sr-only"> ({t("first_done")})</span>}
      </h3>
      <p>
        {t(`start_${step}_words`)}
        {counted && done[counted] > 0 && more > 0 && <> <strong>{t("start_more", { count: more })}</strong></>}
      </p>
      {children}
    </section>
  );
}

function Channels({ offered }: { offered: readonly CatalogueView[] }) {
  return (
    <>
      <ul role="list">
        {offered.map((entry) => (
          <li key={entry.id} class="start__line">
            <span class="people-row__words">
              <span class="people-row__name">{entry.name}</span>
              <span class="people-row__meta">{entry.purpose || t("member_count", { count: entry.member_count })}</span>
            </span>
            <Enter entry={entry} stays />
          </li>
        ))}
      </ul>
      <a href="/channels">{t("catalogue")}</a>
    </>
  );
}

function People({ offered }: { offered: readonly Suggested[] }) {
  return (
    <>
      <ul role="list">
        {offered.map(({ person, ...why }) => (
          <li key={person.id} class="start__line">
            <Avatar id={person.id} name={person.name} size={36} photo={avatarUrl(person)} />
            <span class="people-row__words">
              <a class="people-row__name" href={personPath(person.id)}>{person.name}</a>
              <span class="people-row__meta">{whyWords(why) || person.title || `@${person.handle}`}</span>
            </span>
            <FollowButton kind="person" target={person.id} />
          </li>
        ))}
      </ul>
      <a href="/people">{t("people")}</a>
    </>
  );
}

/** Why somebody is offered: the nearest reason. */
function whyWords({ near = [], channels = 0, writes = false }: Omit<Suggested, "person">): string {
  if (near.length > 0) return t(near[0] === "department" ? "start_near_department" : "start_near_site");
  if (channels > 0) return t("start_near_channels", { count: channels });
  return writes ? t("start_writes") : "";
}

/** Straight into the channel where everybody is. */
function Hello() {
  const [text, setText] = useState("");
  const general = store.workspace.value?.general_channel_id ?? "";
  useEffect(() => {
    if (general) void store.actions.openChannel(general);
    return () => store.actions.closeChannel(general);
  }, [general]);
  const send = (event: Event) => {
    event.preventDefault();
    if (text.trim() === "") return;
    store.actions.post({ channel_id: general, text: text.trim(), keeps_unread: true });
    setText("");
  };
  return (
    <form class="start__hello" onSubmit={send}>
      <input class="search-field" type="text" aria-label={t("start_hello")} placeholder={t("start_hello_like")} maxLength={1_000} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <Button look="primary" type="submit" disabled={text.trim() === ""}>{t("send")}</Button>
      <a href={channelPath(general)}>{t("start_open_general")}</a>
    </form>
  );
}
