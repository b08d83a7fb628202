/** A list that comes in pages: the first at once, the next when asked for. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../store";
import { sentenceFor } from "./attempt";
import { complain } from "./toast";

export interface Paged<Item> {
  /** Null until the first page is there. */
  items: readonly Item[] | null;
  failed: string | null;
  more: (() => void) | null;
  change: (change: (items: readonly Item[]) => readonly Item[]) => void;
}

/** Load pages of a list; starts again whenever `key` changes, and drops answers that come too late. */
export function usePages<Item>(key: string, load: (after?: string) => Promise<Page<Item>>): Paged<Item> {
  const [items, setItems] = useState<readonly Item[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const turn = useRef(0);
  const fetchPage = async (after: string | null) => {
    const mine = turn.current;
    try {
      const page = await load(after ?? undefined);
      if (mine !== turn.current) return;
      setItems((before) => (after === null ? page.items : [...(before ?? []), ...page.items]));
      setNext(page.next);
    } catch (error) {
      if (mine !== turn.current) return;
      if (after === null) setFailed(sentenceFor(error));
      else complain(sentenceFor(error));
    }
  };
  useEffect(() => {
    turn.current += 1;
    setItems(null);
    setFailed(null);
    void fetchPage(null);
    return () => void (turn.current += 1);
  }, [key]);
  return {
    items,
    failed,
    more: next === null ? null : () => void fetchPage(next),
    change: (change) => setItems((before) => before && change(before)),
  };
}
