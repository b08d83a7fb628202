/** A list that comes in pages: the first at once, the next when asked for. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { OperationError, Page } from "../store";
import { sentenceFor } from "./attempt";
import { away } from "./away";
import { store } from "./store";
import { complain } from "./toast";

export interface Paged<Item> {
  /** Null until the first page is there. */
  items: readonly Item[] | null;
  failed: string | null;
  /** It was asked for something that cannot be: to ask again is in vain. */
  refused: boolean;
  /** There is no network: what is shown was here last, and may be a part. */
  kept: boolean;
  more: (() => void) | null;
  /** Ask anew for the first page; what is shown stays until the answer is there. */
  reload: () => Promise<void>;
  change: (change: (items: readonly Item[]) => readonly Item[]) => void;
}

/** Load pages of a list; starts again whenever `key` changes, and drops answers that come too late.
 *  A page opened before the connection waits for it; one that failed tries again as it comes back.
 *  Without a network what is kept under `name` is shown until then. */
export function usePages<Item>(key: string, load: (after?: string) => Promise<Page<Item>>, name = key): Paged<Item> {
  const [items, setItems] = useState<readonly Item[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const turn = useRef(0);
  const unasked = useRef(false); // the first page, for want of a connection
  const connection = store.connection.value.state;
  const connected = connection === "online" || connection === "catching-up";
  const shown = useRef<readonly Item[] | null>(null);
  shown.current = items;
  const fetchPage = async (after: string | null) => {
    const mine = turn.current;
    try {
      const page = await load(after ?? undefined);
      if (mine !== turn.current) return;
      setItems((before) => (after === null ? page.items : [...(before ?? []), ...page.items]));
      setNext(page.next);
      setFailed(null);
      if (after === null) unasked.current = false;
    } catch (error) {
      if (mine !== turn.current) return;
      if (after === null && shown.current === null) {
        unasked.current = (error as OperationError).code === "offline";
        setRefused((error as OperationError).code === "invalid");
        setFailed(sentenceFor(error));
      } else if ((error as OperationError).code !== "offline") {
        complain(sentenceFor(error)); // what is shown stays; that the network is away is said above
      }
    }
  };
  const start = () => {
    turn.current += 1;
    unasked.current = false;
    setItems(null);
    setNext(null);
    setFailed(null);
    void fetchPage(null);
    return () => void (turn.current += 1);
  };
  useEffect(start, [key]);
  useEffect(() => {
    if (connected && unasked.current) void fetchPage(null);
  }, [connected]);
  const missing = items === null && ((failed !== null && unasked.current) || connection === "quiet");
  const kept = missing ? (store.lastPage(name) as readonly Item[] | null) : null;
  return {
    items: items ?? kept,
    failed: kept || (unasked.current && !away.value) ? null : failed,
    refused,
    kept: kept !== null && away.value,
    more: next === null ? null : () => void fetchPage(next),
    reload: () => {
      turn.current += 1;
      return fetchPage(null);
    },
    change: (change) => setItems((before) => before && change(before)),
  };
}
