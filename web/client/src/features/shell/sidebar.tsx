/** The sidebar at the desk: workspace, search, threads, saved, then the channels. */

import { AtSign, Bookmark, ChevronDown, ContactRound, FilePen, FolderHeart, Hexagon, MessagesSquare, Newspaper, Sprout } from "lucide";
import type { IconNode } from "lucide";
import { formatCount, formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { ListSkeleton } from "../../ui/placeholder";
import { go, route, searchPath } from "../../ui/router";
import { store } from "../../ui/store";
import { WorkspaceMark } from "../../ui/workspace_mark";
import { ChannelList } from "../membership/channel_list";
import { SearchField } from "../search/search_field";
import { waitingFor } from "../homes/waiting";
import { isNew } from "../newcomer/newcomer";
import { openMyMenu } from "../people/open_my_menu";
import { MyLine } from "../people/my_line";
import { FaqPlace } from "../faq/faq_place";
import "./sidebar.css";

export function Sidebar() {
  return (
    <nav class="sidebar" aria-label={t("sidebar")}>
      <button type="button" class="sidebar__workspace" aria-haspopup="menu" onClick={(event) => openMyMenu(event.currentTarget)}>
        <WorkspaceMark />
        <span class="clip">{store.workspace.value?.name ?? t("app")}</span>
        <Icon of={ChevronDown} size={16} />
      </button>
      <SidebarSearch />
      <div class="sidebar__places">
        {isNew() && <PlaceLink icon={Sprout} href="/start" at="start" name={t("start")} count={0} />}
        <PlaceLink icon={Newspaper} href="/feed" at="feed" name={t("feed")} count={0} />
        <PlaceLink icon={MessagesSquare} href="/threads" at="threads" name={t("threads")} count={unreadThreads()} />
        <PlaceLink icon={AtSign} href="/mentions" at="mentions" name={t("mentions")} count={0} />
        <PlaceLink icon={FilePen} href="/drafts" at="drafts" name={t("drafts")} count={0} waiting={unsentCount()} />
        <PlaceLink icon={Bookmark} href="/saved" at="saved" name={t("saved")} count={0} />
        <PlaceLink icon={FolderHeart} href="/archive" at="archive" name={t("archive.title")} count={0} />
        <FaqPlace />
        {store.me.value?.role !== "guest" && <PlaceLink icon={ContactRound} href="/people" at="people" name={t("people")} count={0} />}
        {store.me.value?.role !== "guest" && <PlaceLink icon={Hexagon} href="/channels" at="catalogue" name={t("catalogue")} count={waitingFor().length} />}
      </div>
      <div class="sidebar__channels scroll">{store.ready.value ? <ChannelList /> : <ListSkeleton rows={8} />}</div>
      <MyLine />
    </nav>
  );
}

/** How many followed threads have something new. */
export function unreadThreads(): number {
  return Object.values(store.unreadThreads.value).filter((count) => count.unread > 0).length;
}

/** What waits to be sent, by me or at its moment; not what is being written on screen now. */
export function unsentCount(): number {
  const here = route.value;
  const pane = here.at === "channel" && here.pane?.is === "thread" ? here.pane.id : null;
  const thread = here.at === "threads" ? (here.open?.threadId ?? null) : pane;
  const channel = here.at === "channel" ? here.channelId : null;
  const elsewhere = store.drafts.value.filter((draft) => (draft.thread_id ? draft.thread_id !== thread : draft.channel_id !== channel));
  return elsewhere.length + store.scheduled.value.length;
}

function SidebarSearch() {
  const here = route.value;
  return (
    <div class="sidebar__search">
      <SearchField query={here.at === "search" ? here.query : ""} onSearch={(query) => go(searchPath(query))} />
    </div>
  );
}

interface PlaceLinkProps {
  icon: IconNode;
  href: string;
  at: "feed" | "threads" | "mentions" | "drafts" | "saved" | "archive" | "people" | "catalogue" | "start";
  name: string;
  count: number;
  /** Shown quietly. */
  waiting?: number;
}

function PlaceLink({ icon, href, at, name, count, waiting = 0 }: PlaceLinkProps) {
  const here = route.value.at === at;
  return (
    <a class={`channel-row ${here ? "channel-row--here" : ""} ${count > 0 ? "channel-row--unread" : ""}`} href={href} aria-current={here ? "page" : undefined}>
      <Icon of={icon} size={18} class="channel-mark" />
      <span class="channel-row__name">{name}</span>
      {count > 0 && <span class="pill pill--loud tabular">{formatCount(count)}</span>}
      {waiting > 0 && <span class="sidebar__waiting tabular">{formatNumber(waiting)}</span>}
    </a>
  );
}
