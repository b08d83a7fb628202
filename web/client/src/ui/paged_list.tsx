/** A list in pages with all its states: waiting, failed, empty, more to come. */

import type { ComponentChildren } from "preact";
import { Button } from "./button";
import { t } from "./i18n";
import type { Paged } from "./pages";
import { CardSkeleton, Empty } from "./placeholder";

interface PagedListProps<Item> {
  list: Paged<Item>;
  label: string;
  empty: ComponentChildren;
  keyOf: (item: Item) => string;
  render: (item: Item) => ComponentChildren;
  /** The shape of what is awaited, where it is not cards. */
  waiting?: ComponentChildren;
}

export function PagedList<Item>({ list, label, empty, keyOf, render, waiting }: PagedListProps<Item>) {
  if (list.failed) {
    return (
      <Empty text={list.failed}>
        {!list.refused && <Button onClick={() => void list.reload()}>{t("try_again")}</Button>}
      </Empty>
    );
  }
  if (!list.items) return <>{waiting ?? <CardSkeleton />}</>;
  const note = list.kept && <p class="paged-kept" role="status">{t("list_kept")}</p>;
  if (list.items.length === 0) return <>{note}{empty}</>;
  return (
    <>
      {note}
      <ul role="list" aria-label={label}>
        {list.items.map((item) => (
          <li key={keyOf(item)}>{render(item)}</li>
        ))}
      </ul>
      {list.more && (
        <div class="paged-more">
          <Button onClick={list.more}>{t("show_more")}</Button>
        </div>
      )}
    </>
  );
}
