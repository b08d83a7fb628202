/** The feed: the threads that concern me, the last active first or by what counts for me. */

import { MessagesSquare, SlidersHorizontal } from "lucide";
import { useEffect } from "preact/hooks";
import type { FeedAsked } from "../../store";
import { Button, IconButton } from "../../ui/button";
import { openDialog } from "../../ui/dialog";
import { t, type Key } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { remembered } from "../../ui/remembered";
import { go } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { openBrowse } from "../membership/open";
import { maySeeChannels } from "../people/may_administer";
import { Page } from "../shell/page";
import { FeedList, useFeed } from "./feed_list";
import { FeedSettings } from "./feed_settings";
import "./feed.css";

type Show = NonNullable<FeedAsked["show"]>;

const show = remembered<Show>("feed.show", "all");

const SHOWN: ReadonlyArray<readonly [Show, Key]> = [
  ["all", "filter_all"],
  ["unread", "filter_unread"],
  ["mentions", "mentions"],
  ["following", "feed_following"],
  ["announcements", "feed_announcements"],
];

export function FeedPage() {
  const online = store.connection.value.state === "online";
  useEffect(() => void store.actions.loadFeedSettings().catch(() => undefined), [online]);
  const order = store.feedSettings.value?.order ?? "activity";
  const feed = useFeed({ order, show: show.value });
  const settings = () => openDialog(() => <FeedSettings onMuted={() => void feed.list.reload()} />);
  return (
    <Page
      title={t("feed")}
      onRefresh={feed.list.reload}
      tools={
        <>
          {isPhone.value && <IconButton icon={MessagesSquare} label={t("threads")} onClick={() => go("/threads")} />}
          <IconButton icon={SlidersHorizontal} label={t("feed_settings")} aria-haspopup="dialog" onClick={settings} />
        </>
      }
      head={<Filters />}
    >
      <FeedList feed={feed} empty={<Nothing />} />
    </Page>
  );
}

function Filters() {
  return (
    <div class="filter-chips feed-filters scroll" role="group" aria-label={t("filter")}>
      {SHOWN.map(([one, name]) => (
        <button key={one} type="button" class="filter-chip" aria-pressed={show.value === one} onClick={() => (show.value = one)}>
          {t(name)}
        </button>
      ))}
    </div>
  );
}

/** What would stand here, and the first thing to do for it. */
function Nothing() {
  switch (show.value) {
    case "unread":
      return <Empty title={t("all_read_title")} text={t("feed_all_read")} />;
    case "mentions":
      return <Empty title={t("mentions_empty_title")} text={t("feed_no_mentions")} />;
    case "following":
      return <Empty title={t("feed_following_empty_title")} text={t("feed_following_empty")} />;
    case "announcements":
      return <Empty title={t("feed_announcements_empty_title")} text={t("feed_announcements_empty")} />;
    default:
      return (
        <Empty title={t("feed_empty_title")} text={t("feed_empty")}>
          {maySeeChannels() && <Button look="primary" onClick={openBrowse}>{t("browse_channels")}</Button>}
        </Empty>
      );
  }
}
