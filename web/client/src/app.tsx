/** The shell: which room is shown for which address, at the desk and in the pocket. */

import { useEffect, useRef } from "preact/hooks";
import { FormHost } from "./features/apps/form_host";
import { HintStrip } from "./features/hints/hint_strip";
import { followKeys } from "./features/keys/follow_keys";
import { ChannelScreen } from "./features/membership/channel_screen";
import { useBadge } from "./features/shell/badge";
import { Boundary, Broken, useFailedStart } from "./features/shell/boundary";
import { BottomNav } from "./features/shell/bottom_nav";
import { useSayEnded } from "./features/shell/ended";
import { holdInstallOffer } from "./features/shell/install";
import { ListPage } from "./features/shell/list_page";
import { OfflineBar } from "./features/shell/offline_bar";
import * as parts from "./features/shell/parts";
import { ServerPage } from "./features/shell/server_page";
import { Sidebar } from "./features/shell/sidebar";
import { useSwipeBack } from "./features/shell/swipe_back";
import { useCentre, usePageTitle } from "./features/shell/where";
import { useNoteVisits } from "./features/switcher/recent";
import { DialogHost } from "./ui/dialog";
import { t } from "./ui/i18n";
import { fetchWhenIdle } from "./ui/lazy";
import { Empty } from "./ui/placeholder";
import { PopupHost } from "./ui/popup";
import { goBack, route, stepsTo, type Pane, type Route } from "./ui/router";
import { followKeyboard, isPhone } from "./ui/screen";
import { store } from "./ui/store";
import { Toasts } from "./ui/toast";
import "./features/shell/shell.css";

export function App() {
  useCentre();
  usePageTitle();
  useBadge();
  useSayEnded();
  useNoteVisits();
  useEffect(() => followKeyboard(document.documentElement), []);
  useEffect(followKeys, []);
  useEffect(holdInstallOffer, []);
  useEffect(() => fetchWhenIdle(parts.LIKELY), []);
  const here = route.value;
  if (useFailedStart()) return <Broken />;
  return (
    <div class="shell">
      <Boundary place="over">
        <FormHost />
        <DialogHost />
        <PopupHost />
      </Boundary>
      <a class="skip-link" href="#centre">{t("skip")}</a>
      <OfflineBar />
      {isPhone.value ? <Pocket here={here} /> : <Desk here={here} />}
      <Toasts />
    </div>
  );
}

function Desk({ here }: { here: Route }) {
  const inbox = here.at === "threads";
  return (
    <div class={`shell__rooms ${inbox ? "shell__rooms--inbox" : ""}`}>
      <Boundary place="sidebar">
        <Sidebar />
      </Boundary>
      <main class="centre" id="centre" tabIndex={-1}>
        <parts.PushStrip />
        <HintStrip />
        <Boundary place={placeOf(here)}>
          <Centre here={here} />
        </Boundary>
      </main>
      <Boundary place={`beside ${placeOf(here)}`}>
        <Beside here={here} />
      </Boundary>
    </div>
  );
}

/** What stands right of the centre: a channel's pane, or the thread chosen in the list of threads. */
function Beside({ here }: { here: Route }) {
  if (here.at === "channel" && here.pane) {
    const lost = store.ready.value && !store.channels.value[here.channelId]; // the centre says so
    return lost ? null : <PaneRoom channelId={here.channelId} pane={here.pane} />;
  }
  if (here.at !== "threads") return null;
  if (here.open) return <InboxThread {...here.open} />;
  return (
    <section class="pane pane--unused">
      <Empty text={t("choose_thread")} />
    </section>
  );
}

/** One room fills the screen; a channel and what is beside it hide the bottom navigation. */
function Pocket({ here }: { here: Route }) {
  const room = useRef<HTMLElement>(null);
  const steps = stepsTo(here);
  const inner = here.at === "channel" || steps.length > 1;
  useSwipeBack(room, inner, () => goBack(steps.at(-1) ?? "/"));
  return (
    <>
      <main class="shell__rooms" id="centre" ref={room}>
        <div class="centre">
          <parts.PushStrip />
          <HintStrip />
          <Boundary place={placeOf(here)}>
            {here.at === "channel" && here.pane ? (
              <PaneRoom channelId={here.channelId} pane={here.pane} />
            ) : here.at === "threads" && here.open ? (
              <InboxThread {...here.open} />
            ) : (
              <Centre here={here} />
            )}
          </Boundary>
        </div>
      </main>
      {!inner && <BottomNav />}
    </>
  );
}

function Centre({ here }: { here: Route }) {
  switch (here.at) {
    case "channel":
      return <ChannelScreen channelId={here.channelId} messageId={here.messageId} />;
    case "feed":
      return <parts.FeedPage />;
    case "tag":
      return <parts.HashtagPage key={here.tag} tag={here.tag} />;
    case "threads":
      return <parts.ThreadsPage open={here.open?.threadId ?? null} />;
    case "mentions":
      return <parts.MentionsPage />;
    case "drafts":
      return <parts.DraftsPage />;
    case "archive":
      return <parts.ArchivePage />;
    case "saved":
      return <parts.SavedPage />;
    case "search":
      return <parts.SearchPage query={here.query} />;
    case "me":
      return <parts.MePage />;
    case "server":
      return <ServerPage />;
    case "catalogue":
      return <parts.CataloguePage search={here.search} />;
    case "home_page":
      return <parts.HomePage key={here.channelId} channelId={here.channelId} />;
    case "start":
      return <parts.StartPage />;
    case "people":
      return <parts.DirectoryPage search={here.search} />;
    case "chart":
      return <parts.ChartPage key={here.personId} personId={here.personId} />;
    case "experts":
      return <parts.ExpertsPage query={here.query} />;
    case "person":
      return <parts.ProfilePage key={here.personId} personId={here.personId} />;
    case "faq":
      return <parts.FaqPage entryId={here.entryId} />;
    case "edit_profile":
      return <parts.EditProfilePage />;
    case "topics":
      return <parts.TopicsPage />;
    case "notifications":
      return <parts.NotificationsPage />;
    case "direct":
      return <ListPage only="direct" />;
    default:
      return isPhone.value ? <ListPage only="channels" /> : <NoChannel />;
  }
}

/** The desk's home leads to a channel; who is in none, as a guest at first, is told so. */
function NoChannel() {
  const anywhere = Object.values(store.channels.value).some((channel) => channel.joined);
  return store.ready.value && !anywhere ? <Empty text={t("home_empty")} /> : null;
}

function InboxThread({ channelId, threadId }: { channelId: string; threadId: string }) {
  return <parts.ThreadPane key={threadId} channelId={channelId} threadId={threadId} back="/threads" />;
}

function PaneRoom({ channelId, pane }: { channelId: string; pane: Pane }) {
  if (pane.is === "thread") return <parts.ThreadPane key={pane.id} channelId={channelId} threadId={pane.id} />;
  if (pane.is === "person") return <parts.PersonPane key={pane.id} channelId={channelId} personId={pane.id} />;
  const channel = store.channels.value[channelId];
  if (!channel) return null;
  if (pane.is === "details") return <parts.DetailsPane channel={channel} />;
  return pane.is === "members" ? <parts.MembersPane channel={channel} /> : <parts.PinsPane channel={channel} />;
}

/** A new place is a new attempt, after one that failed; what narrows a list is no other place. */
const placeOf = (here: Route): string => (here.at === "people" || here.at === "catalogue" ? here.at : JSON.stringify(here));
