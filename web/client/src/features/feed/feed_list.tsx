/** Cards of threads in pages; what is new waits behind a pill and moves nothing that is being read. */

import { ArrowUp } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FeedItem } from "../../protocol";
import type { FeedAsked, FeedNews } from "../../store";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { PagedList } from "../../ui/paged_list";
import { usePages, type Paged } from "../../ui/pages";
import { store } from "../../ui/store";
import { FeedCard } from "./feed_card";
import "./feed.css";

export interface Feed {
  asked: FeedAsked;
  list: Paged<FeedItem>;
}

/** The feed's pages; the threads on them are live as long as the screen is there. */
export function useFeed(asked: FeedAsked): Feed {
  const key = `feed/${asked.order ?? "activity"}/${asked.show ?? "all"}/${asked.hashtag ?? ""}`;
  const list = usePages(key, async (after) => {
    const page = await store.actions.listFeed(asked, after);
    return { ...page, items: page.items };
  });
  const held = useRef(new Set<string>());
  for (const item of list.items ?? []) held.current.add(item.root.id);
  useEffect(() => () => store.actions.leaveFeed([...held.current]), []);
  return { asked, list: { ...list, items: list.items && once(list.items) } };
}

interface FeedListProps {
  feed: Feed;
  empty: ComponentChildren;
}

export function FeedList({ feed: { asked, list }, empty }: FeedListProps) {
  const top = useRef<HTMLDivElement>(null);
  // What I may see no more is gone at once, not with the next page.
  const items = list.items && list.items.filter((item) => store.channels.value[item.root.channel_id] !== undefined);
  const shown = new Set(items?.map((item) => item.root.id));
  const fresh = Object.entries(store.feedNews.value).filter(([id, news]) => !shown.has(id) && belongs(news, asked)).length;
  const showNew = () => {
    void list.reload();
    top.current?.closest(".page__body")?.scrollTo({ top: 0 });
  };
  return (
    <div class="feed" ref={top}>
      <div class="feed__new" role="status">
        {fresh > 0 && (
          <button type="button" class="feed__pill" onClick={showNew}>
            <Icon of={ArrowUp} size={16} />
            {t("new_short", { count: fresh })}
          </button>
        )}
      </div>
      <PagedList
        list={{ ...list, items }}
        label={t("feed")}
        empty={empty}
        keyOf={(item) => item.root.id}
        render={(item) => <FeedCard item={item} />}
      />
    </div>
  );
}

/** Whether something new would stand on this list, as far as can be told here. */
function belongs(news: FeedNews, { show = "all", hashtag }: FeedAsked): boolean {
  if (hashtag !== undefined) return news.tags.some((tag) => fold(tag) === fold(hashtag));
  return show === "all" || show === "unread" || (show === "mentions" && news.mention);
}

/** A thread that moved up while the pages were read stands on two of them. */
function once(items: readonly FeedItem[]): readonly FeedItem[] {
  const seen = new Set<string>();
  return items.filter(({ root }) => !seen.has(root.id) && seen.add(root.id));
}
