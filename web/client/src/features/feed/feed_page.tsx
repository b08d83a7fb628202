/** The feed: the threads that concern me, the last active first or by what counts for me. */

import { batch, signal } from "@preact/signals";
import { MessagesSquare, SlidersHorizontal } from "lucide";
import { useEffect } from "preact/hooks";
import type { FeedAsked, StanceKind } from "../../store";
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
import { tagNames, useTagNames } from "./tag_names";
import { OnItsWay, WritePost } from "./write_post";
import "./feed.css";

type Show = NonNullable<FeedAsked["show"]>;

const show = remembered<Show>("feed.show", "all");

/** One hashtag of those that I follow, instead of what `show` says. */
const tag = signal<string | null>(null);

const MOST_TAGS = 12;

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
  const hashtag = followedTags().find((one) => one === tag.value);
  const feed = useFeed(hashtag === undefined ? { order, show: show.value } : { order, hashtag });
  const all = () => (choose("all"), document.querySelector(".page__body")?.scrollTo({ top: 0 }));
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
      <div class="feed feed--top">
        <WritePost onSent={all} />
        <OnItsWay onArrived={() => void feed.list.reload()} />
      </div>
      <FeedList feed={feed} empty={<Nothing />} />
    </Page>
  );
}

const choose = (one: Show) => batch(() => ((tag.value = null), (show.value = one)));

const followed = (kind: StanceKind) => Object.values(store.stances.value).filter((one) => one.kind === kind && one.stance === "follow");

const followedTags = (): string[] => followed("hashtag").map((one) => one.target).sort();

function Filters() {
  const tags = followedTags();
  const one_tag = tags.find((one) => one === tag.value);
  useTagNames(tags.slice(0, MOST_TAGS));
  return (
    <div class="filter-chips feed-filters scroll" role="group" aria-label={t("filter")}>
      {SHOWN.map(([one, name]) => (
        <button key={one} type="button" class="filter-chip" aria-pressed={!one_tag && show.value === one} onClick={() => choose(one)}>
          {t(name)}
        </button>
      ))}
      {eachOnce(tags.slice(0, MOST_TAGS)).map((one) => (
        <button key={`#${one}`} type="button" class="filter-chip" aria-pressed={isSame(one, one_tag)} onClick={() => (tag.value = one)}>
          #{nameOf(one)}
        </button>
      ))}
    </div>
  );
}

const nameOf = (target: string) => tagNames.value[target] ?? target;
const isSame = (one: string, other: string | undefined) => other !== undefined && nameOf(one) === nameOf(other);

/** Of spellings that were merged one is enough: it asks for all. */
const eachOnce = (tags: readonly string[]) => tags.filter((one, at) => tags.findIndex((other) => isSame(one, other)) === at);

/** What would stand here, and the first thing to do for it. */
function Nothing() {
  const { value } = tag;
  if (value !== null) return <Empty title={t("hashtag_empty_title", { tag: nameOf(value) })} text={t("hashtag_empty")} />;
  switch (show.value) {
    case "unread":
      return <Empty title={t("feed_all_read_title")} text={t("feed_all_read")} />;
    case "mentions":
      return <Empty title={t("feed_no_mentions_title")} text={t("feed_no_mentions")} />;
    case "following":
      return followed("person").length + followed("hashtag").length > 0 ? (
        <Empty title={t("feed_following_quiet_title")} text={t("feed_following_quiet")} />
      ) : (
        <Empty title={t("feed_following_empty_title")} text={t("feed_following_empty")} />
      );
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
