/** The rooms whose code comes when they are first entered, each with a frame of its shape until then. */

import { t, type Key } from "../../ui/i18n";
import { lazy } from "../../ui/lazy";
import { CardSkeleton, ListSkeleton, MessageSkeleton } from "../../ui/placeholder";
import { fetchKeys } from "../keys/follow_keys";
import { fetchMyMenu } from "../people/open_my_menu";
import { fetchSwitcher } from "../switcher/open";
import { Page } from "./page";

const cards = (title: Key) => () => (
  <Page title={t(title)}>
    <div class="threads">
      <CardSkeleton />
    </div>
  </Page>
);
const lines = (title: Key) => () => (
  <Page title={t(title)}>
    <ListSkeleton />
  </Page>
);
const pane = () => (
  <section class="pane">
    <header class="bar" />
    <MessageSkeleton rows={4} />
  </section>
);

export const FeedPage = lazy(() => import("../feed/feed_page").then((part) => part.FeedPage), cards("feed"));
export const HashtagPage = lazy(() => import("../hashtags/hashtag_page").then((part) => part.HashtagPage), cards("feed"));
export const ThreadsPage = lazy(() => import("../threads/threads_page").then((part) => part.ThreadsPage), cards("threads"));
export const MentionsPage = lazy(() => import("../mentions/mentions_page").then((part) => part.MentionsPage), cards("mentions"));
export const DraftsPage = lazy(() => import("../drafts/drafts_page").then((part) => part.DraftsPage), cards("drafts"));
export const SavedPage = lazy(() => import("../saved/saved_page").then((part) => part.SavedPage), cards("saved"));
export const ArchivePage = lazy(() => import("../archive/archive_page").then((part) => part.ArchivePage), cards("archive.title"));
export const FaqPage = lazy(() => import("../faq/faq_page").then((part) => part.FaqPage), cards("faq"));
export const SearchPage = lazy(() => import("../search/search_page").then((part) => part.SearchPage), cards("search"));
export const MePage = lazy(() => import("../people/me_page").then((part) => part.MePage), lines("me"));
export const CataloguePage = lazy(() => import("../homes/catalogue_page").then((part) => part.CataloguePage), lines("catalogue"));
export const HomePage = lazy(() => import("../homes/home_page").then((part) => part.HomePage), lines("home_page"));
export const StartPage = lazy(() => import("../newcomer/start_page").then((part) => part.StartPage), lines("start"));
export const DirectoryPage = lazy(() => import("../profiles/directory_page").then((part) => part.DirectoryPage), lines("people"));
export const ChartPage = lazy(() => import("../profiles/chart_page").then((part) => part.ChartPage), lines("people"));
export const ExpertsPage = lazy(() => import("../profiles/experts_page").then((part) => part.ExpertsPage), lines("people"));
export const ProfilePage = lazy(() => import("../profiles/profile_page").then((part) => part.ProfilePage), lines("profile"));
export const EditProfilePage = lazy(
  () => import("../profiles/edit_profile_page").then((part) => part.EditProfilePage),
  lines("edit_profile"),
);
export const TopicsPage = lazy(() => import("../profiles/topics_page").then((part) => part.TopicsPage), lines("topics"));
export const PushStrip = lazy(() => import("../notifications/push_strip").then((part) => part.PushStrip));
export const NotificationsPage = lazy(
  () => import("../notifications/notifications_page").then((part) => part.NotificationsPage),
  lines("notifications"),
);
export const ThreadPane = lazy(() => import("../threads/thread_pane").then((part) => part.ThreadPane), pane);
export const PersonPane = lazy(() => import("../people/person_pane").then((part) => part.PersonPane), pane);
export const DetailsPane = lazy(() => import("../membership/details_pane").then((part) => part.DetailsPane), pane);
export const MembersPane = lazy(() => import("../membership/members_pane").then((part) => part.MembersPane), pane);
export const PinsPane = lazy(() => import("../pins/pins_pane").then((part) => part.PinsPane), pane);

/** What is fetched beforehand, the likeliest first. */
export const LIKELY: ReadonlyArray<() => Promise<unknown>> = [
  ThreadPane.fetch,
  fetchSwitcher,
  fetchMyMenu,
  FeedPage.fetch,
  ThreadsPage.fetch,
  MentionsPage.fetch,
  SearchPage.fetch,
  PersonPane.fetch,
  MePage.fetch,
  SavedPage.fetch,
  DraftsPage.fetch,
  HashtagPage.fetch,
  DetailsPane.fetch,
  MembersPane.fetch,
  PinsPane.fetch,
  fetchKeys,
];
