/** The shell: which room is shown for which address, at the desk and in the pocket. */

import { useEffect } from "preact/hooks";
import { Plus } from "lucide";
import { ChannelList } from "./features/membership/channel_list";
import { ChannelScreen } from "./features/membership/channel_screen";
import { DetailsPane } from "./features/membership/details_pane";
import { DirectDialog } from "./features/membership/direct_dialog";
import { MembersPane } from "./features/membership/members_pane";
import { openChannelMenu } from "./features/membership/open";
import { maySeeChannels } from "./features/people/may_administer";
import { MePage } from "./features/people/me_page";
import { PersonPane } from "./features/people/person_pane";
import { PinsPane } from "./features/pins/pins_pane";
import { SavedPage } from "./features/saved/saved_page";
import { SearchPage } from "./features/search/search_page";
import { BottomNav } from "./features/shell/bottom_nav";
import { OfflineBar } from "./features/shell/offline_bar";
import { Page } from "./features/shell/page";
import { Sidebar } from "./features/shell/sidebar";
import { useCentre, usePageTitle } from "./features/shell/where";
import { ThreadPane } from "./features/threads/thread_pane";
import { ThreadsPage } from "./features/threads/threads_page";
import { IconButton } from "./ui/button";
import { DialogHost, openDialog } from "./ui/dialog";
import { t } from "./ui/i18n";
import { ListSkeleton } from "./ui/placeholder";
import { PopupHost } from "./ui/popup";
import { route, type Pane, type Route } from "./ui/router";
import { followKeyboard, isPhone } from "./ui/screen";
import { store } from "./ui/store";
import { Toasts } from "./ui/toast";
import "./features/shell/shell.css";

export function App() {
  useCentre();
  usePageTitle();
  useEffect(() => followKeyboard(document.documentElement), []);
  const here = route.value;
  return (
    <div class="shell">
      <DialogHost />
      <PopupHost />
      <a class="skip-link" href="#centre">{t("skip")}</a>
      <OfflineBar />
      {isPhone.value ? <Pocket here={here} /> : <Desk here={here} />}
      <Toasts />
    </div>
  );
}

function Desk({ here }: { here: Route }) {
  const pane = here.at === "channel" ? here.pane : null;
  return (
    <div class="shell__rooms">
      <Sidebar />
      <main class="centre" id="centre" tabIndex={-1}>
        <Centre here={here} />
      </main>
      {pane && here.at === "channel" && <PaneRoom channelId={here.channelId} pane={pane} />}
    </div>
  );
}

/** One room fills the screen; a channel and what is beside it hide the bottom navigation. */
function Pocket({ here }: { here: Route }) {
  if (here.at === "channel" && here.pane) return <main class="shell__rooms" id="centre"><PaneRoom channelId={here.channelId} pane={here.pane} /></main>;
  return (
    <>
      <main class="shell__rooms" id="centre">
        <Centre here={here} />
      </main>
      {here.at !== "channel" && <BottomNav />}
    </>
  );
}

function Centre({ here }: { here: Route }) {
  switch (here.at) {
    case "channel":
      return <ChannelScreen channelId={here.channelId} messageId={here.messageId} />;
    case "threads":
      return <ThreadsPage />;
    case "saved":
      return <SavedPage />;
    case "search":
      return <SearchPage query={here.query} />;
    case "me":
      return <MePage />;
    case "direct":
      return <ListPage only="direct" />;
    case "home":
      return isPhone.value ? <ListPage only="channels" /> : null;
  }
}

/** The pocket's list of channels, or of direct messages. */
function ListPage({ only }: { only: "channels" | "direct" }) {
  const title = only === "direct" ? t("place_direct") : (store.workspace.value?.name ?? t("place_channels"));
  const tool =
    only === "direct" ? (
      <IconButton icon={Plus} label={t("new_direct")} onClick={() => openDialog(() => <DirectDialog />)} />
    ) : maySeeChannels() ? (
      <IconButton icon={Plus} label={t("add_channel")} onClick={(event) => openChannelMenu(event.currentTarget)} />
    ) : null;
  return (
    <Page title={title} tools={tool}>
      {store.ready.value ? <ChannelList only={only} /> : <ListSkeleton rows={8} />}
    </Page>
  );
}

function PaneRoom({ channelId, pane }: { channelId: string; pane: Pane }) {
  if (pane.is === "thread") return <ThreadPane key={pane.id} channelId={channelId} threadId={pane.id} />;
  if (pane.is === "person") return <PersonPane key={pane.id} channelId={channelId} personId={pane.id} />;
  const channel = store.channels.value[channelId];
  if (!channel) return null;
  if (pane.is === "details") return <DetailsPane channel={channel} />;
  return pane.is === "members" ? <MembersPane channel={channel} /> : <PinsPane channel={channel} />;
}
