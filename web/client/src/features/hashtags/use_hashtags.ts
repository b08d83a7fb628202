/** Hashtags that begin with what is typed: asked of the server, which knows all spellings. */

import { useEffect, useState } from "preact/hooks";
import type { HashtagView } from "../../protocol";
import { store } from "../../ui/store";

const NONE: readonly HashtagView[] = [];
const CALM_MS = 120;

/** Empty until the server has answered, and without a connection; null asks for nothing. */
export function useHashtags(query: string | null): readonly HashtagView[] {
  const [answer, setAnswer] = useState<{ query: string; found: readonly HashtagView[] } | null>(null);
  const online = store.connection.value.state === "online"; // what failed before is asked again
  useEffect(() => {
    if (query === null) return;
    let stale = false;
    const timer = setTimeout(() => {
      store.actions.findHashtags(query).then((found) => !stale && setAnswer({ query, found }), () => undefined);
    }, CALM_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [query, online]);
  return query !== null && answer?.query === query ? answer.found : NONE;
}
