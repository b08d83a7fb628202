/** A channel's home: what it is for, its rules, who runs it, what was kept there. */

import { useEffect, useState } from "preact/hooks";
import { Pencil, Rss, Users } from "lucide";
import type { ChannelView, HomeView, SearchHit } from "../../protocol";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty, ListSkeleton } from "../../ui/placeholder";
import { cataloguePath, channelPanePath } from "../../ui/router";
import { store } from "../../ui/store";
import { Bookmarks } from "../bookmarks/bookmarks";
import { ChannelMark } from "../membership/channel_mark";
import { channelTitle } from "../membership/title";
import { MessageCard } from "../messages/message_card";
import { MessageText } from "../messages/spans";
import { typedSpans } from "../messages/typed";
import { PersonLink } from "../profiles/profile_values";
import { Page } from "../shell/page";
import { FeedDialog } from "../syndication/feed_dialog";
import { Subscriptions } from "../syndication/subscriptions";
import { nameOfSection } from "./catalogue_page";
import { Enter } from "./enter";
import { HomeDialog } from "./home_dialog";
import { Requests } from "./requests";
import "../threads/threads.css";
import "../profiles/profile.css";
import "./homes.css";

const FEW = 3;

export function HomePage({ channelId }: { channelId: string }) {
  const channel = store.channels.value[channelId];
  const { home, failed, setHome } = useHome(channelId);
  return (
    <Page title={channel ? channelTitle(channel) : t("home_page")} back>
      {channel && home ? (
        <article class="profile home" aria-label={channelTitle(channel)}>
          <Head channel={channel} home={home} onHome={setHome} />
          <Requests channelId={channelId} />
          {home.rules && (
            <section class="profile__part">
              <h3>{t("rules")}</h3>
              <div class="home__rules">
                <MessageText message={{ text: home.rules, spans: typedSpans(home.rules) }} />
              </div>
            </section>
          )}
          <Owners home={home} />
          <Bookmarks channel={channel} />
          {runs(home) && !channel.archived && <Subscriptions channelId={channelId} />}
          <Kept channel={channel} />
        </article>
      ) : failed || (store.ready.value && !channel) ? (
        <Empty text={failed ?? t("error.not_found")} />
      ) : (
        <ListSkeleton />
      )}
    </Page>
  );
}

function useHome(channelId: string) {
  const [home, setHome] = useState<HomeView | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (!online) return;
    let stale = false;
    setFailed(null);
    store.actions.getHome(channelId).then(
      (found) => void (stale || setHome(found)),
      (error) => void (stale || setFailed(sentenceFor(error))),
    );
    return () => void (stale = true);
  }, [channelId, online]);
  return { home: home?.channel_id === channelId ? home : null, failed, setHome };
}

/** May I furnish it? */
function runs(home: HomeView): boolean {
  const me = store.me.value;
  return me?.role === "owner" || me?.role === "admin" || (home.owner_ids ?? []).includes(me?.id ?? "");
}

function Head({ channel, home, onHome }: { channel: ChannelView; home: HomeView; onHome: (home: HomeView) => void }) {
  const places = [home.section ? nameOfSection(home.section) : "", home.theme ?? ""].filter(Boolean);
  return (
    <header class="home__head">
      <ChannelMark channel={channel} size={36} />
      <div class="home__words">
        <h2>{channelTitle(channel)}</h2>
        <p class="home__meta">
          {t(`door_${home.door}`)}
          {places.length > 0 && " · "}
          {places.length > 0 && (
            <a href={cataloguePath({ ...(home.section ? { section: home.section } : {}), ...(home.theme ? { theme: home.theme } : {}) })}>{places.join(" · ")}</a>
          )}
        </p>
        <p class="home__purpose">{channel.purpose || channel.topic || t("no_purpose")}</p>
        <div class="person__buttons">
          <Enter entry={{ id: channel.id, name: channel.name, door: home.door, member_count: channel.member_count }} />
          <a class="button button--plain" href={channelPanePath(channel.id, { is: "members" })}>
            <Icon of={Users} size={18} />
            {t("member_count", { count: channel.member_count })}
          </a>
          <Button icon={Rss} onClick={() => openDialog(() => <FeedDialog of={{ channelId: channel.id }} name={channelTitle(channel)} />)}>{t("atom_feed")}</Button>
          {runs(home) && (
            <Button icon={Pencil} onClick={() => openDialog(() => <HomeDialog channel={channel} home={home} onHome={onHome} />)}>{t("edit_home")}</Button>
          )}
        </div>
      </div>
    </header>
  );
}

function Owners({ home }: { home: HomeView }) {
  const owners = (home.owner_ids ?? []).map((id) => store.person(id)).filter((person) => person !== undefined);
  if (owners.length === 0) return null;
  return (
    <section class="profile__part">
      <h3>{t("run_by")}</h3>
      <ul role="list" class="home__owners">
        {owners.map((person) => (
          <li key={person.id}>
            <PersonLink person={person} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Kept({ channel }: { channel: ChannelView }) {
  return (
    <>
      <Pinned channel={channel} />
      <Latest channel={channel} has="file" title={t("home_files")} />
      <Latest channel={channel} has="link" title={t("home_links")} />
    </>
  );
}

function Pinned({ channel }: { channel: ChannelView }) {
  const list = usePages(`home/pins/${channel.id}`, async () => {
    const page = await store.actions.listPins(channel.id);
    return { items: page.items.slice(0, FEW), next: null };
  });
  if (!list.items?.length) return null;
  return (
    <section class="profile__part">
      <h3>
        <a href={channelPanePath(channel.id, { is: "pins" })}>{t("pins")}</a>
      </h3>
      <div class="threads profile__recent">
        <PagedList list={list} label={t("pins")} empty={null} keyOf={(pin) => pin.message.id} render={(pin) => <MessageCard message={pin.message} />} />
      </div>
    </section>
  );
}

function Latest({ channel, has, title }: { channel: ChannelView; has: "file" | "link"; title: string }) {
  const list = usePages<SearchHit>(`home/${has}/${channel.id}`, async () => {
    const page = await store.actions.search(`has:${has}`, { channel_id: channel.id, limit: FEW });
    return { items: page.items, next: null };
  });
  if (!list.items?.length) return null;
  return (
    <section class="profile__part">
      <h3>{title}</h3>
      <div class="threads profile__recent">
        <PagedList list={list} label={title} empty={null} keyOf={(hit) => hit.id} render={(hit) => <MessageCard message={hit} />} />
      </div>
    </section>
  );
}
