/** The threads that I follow: those with something new first, then the latest. */

import { CheckCheck } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import type { ThreadView } from "../../protocol";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages, type Paged } from "../../ui/pages";
import { Empty, ListSkeleton } from "../../ui/placeholder";
import { remembered } from "../../ui/remembered";
import { store } from "../../ui/store";
import { Page } from "../shell/page";
import { ThreadLine } from "./thread_line";
import "./threads.css";

const onlyUnread = remembered<boolean>("threads.unread", false);

/** `open` is the thread beside the list. */
export function ThreadsPage({ open }: { open: string | null }) {
  const list = usePages("threads", store.actions.listThreads);
  const unread = Object.entries(store.unreadThreads.value).flatMap(([id, count]) => (count.unread > 0 ? [id] : []));
  const ordered = useUnreadFirst(list, unread, open);
  useNews(list, unread.reduce((sum, id) => sum + store.unreadThreads.value[id]!.unread, 0));
  const markAll = () => unread.forEach((id) => store.actions.markThreadRead(id));
  return (
    <Page
      title={t("threads")}
      onRefresh={list.reload}
      tools={<IconButton icon={CheckCheck} label={t("mark_all_read")} disabled={unread.length === 0} onClick={markAll} />}
      head={<Filter unread={unread.length} />}
    >
      <div class="inbox">
        <PagedList
          list={{ ...list, items: ordered }}
          label={t("threads")}
          empty={
            onlyUnread.value ? (
              <Empty title={t("all_read_title")} text={t("all_read")} />
            ) : (
              <Empty title={t("threads_empty_title")} text={t("threads_empty")} />
            )
          }
          keyOf={(thread) => thread.thread_id}
          render={(thread) => <ThreadLine thread={thread} here={thread.thread_id === open} />}
          waiting={<ListSkeleton rows={10} />}
        />
      </div>
    </Page>
  );
}

function Filter({ unread }: { unread: number }) {
  const chip = (only: boolean, name: string) => (
    <button type="button" class="filter-chip" aria-pressed={onlyUnread.value === only} onClick={() => (onlyUnread.value = only)}>
      {name}
    </button>
  );
  return (
    <div class="filter-chips" role="group" aria-label={t("filter")}>
      {chip(false, t("filter_all"))}
      {chip(true, unread > 0 ? t("filter_unread_count", { count: unread }) : t("filter_unread"))}
    </div>
  );
}

/** Those that were unread when the list came stay where they are while they are read. */
function useUnreadFirst(list: Paged<ThreadView>, unread: readonly string[], open: string | null): readonly ThreadView[] | null {
  const first = useRef<{ items: unknown; ids: Set<string> }>({ items: null, ids: new Set() });
  if (first.current.items !== list.items) first.current = { items: list.items, ids: new Set([...unread, ...(open ? first.current.ids : [])]) };
  for (const id of unread) first.current.ids.add(id);
  const { ids } = first.current;
  if (!list.items) return null;
  const shown = onlyUnread.value ? list.items.filter((thread) => ids.has(thread.thread_id) || thread.thread_id === open) : list.items;
  return [...shown].sort((one, other) => Number(ids.has(other.thread_id)) - Number(ids.has(one.thread_id)));
}

/** A new reply somewhere: ask again, since it may be in a thread that is not on the list. */
function useNews(list: Paged<ThreadView>, unread: number): void {
  const before = useRef(unread);
  useEffect(() => {
    if (unread > before.current) void list.reload();
    before.current = unread;
  }, [unread]);
}
