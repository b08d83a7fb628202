/** Cards of threads in pages; what is new waits behind a pill and moves nothing that is being read. */

import { ArrowUp } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { FeedItem } from "../../protocol";
import { stanceKey, type FeedAsked, type StanceKind } from "../../store";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { PagedList } from "../../ui/paged_list";
import { usePages, type Paged } from "../../ui/pages";
import { store } from "../../ui/store";
import { hashtagsOf } from "../hashtags/hashtags_of";
import { FeedCard } from "./feed_card";
import { useNews } from "./news";
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
  const items = useMemo(() => list.items && once(list.items), [list.items]);
  return { asked, list: { ...list, items } };
}

interface FeedListProps {
  feed: Feed;
  empty: ComponentChildren;
  /** All spellings of the hashtag that is asked for. */
  spelt?: readonly string[];
}

export function FeedList({ feed: { asked, list }, empty, spelt = [asked.hashtag ?? ""] }: FeedListProps) {
  const top = useRef<HTMLDivElement>(null);
  const items = list.items && list.items.filter((item) => stays(item, asked));
  const fresh = useNews(asked, list.items, spelt);
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

/** What I may see no more, or have muted, is gone at once, not with the next page. */
function stays({ root, reasons }: FeedItem, { hashtag }: FeedAsked): boolean {
  const channel = store.channels.value[root.channel_id];
  const mutes = (kind: StanceKind, target: string) => store.stances.value[stanceKey(kind, target)]?.stance === "mute";
  if (!channel || mutes("person", root.author_id)) return false;
  const calls = root.post?.kind === "announcement" || reasons?.some(({ kind }) => kind === "mention");
  if (channel.muted && (hashtag !== undefined || !calls)) return false;
  return hashtag !== undefined || !hashtagsOf(root.spans ?? []).some((tag) => mutes("hashtag", fold(tag)));
}

/** A thread that moved up while the pages were read stands on two of them. */
function once(items: readonly FeedItem[]): readonly FeedItem[] {
  const seen = new Set<string>();
  return items.filter(({ root }) => !seen.has(root.id) && seen.add(root.id));
}
