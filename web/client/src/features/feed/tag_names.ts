/** How hashtags are shown: by the spelling that an administrator chose, or of the one that they were merged into. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { store } from "../../ui/store";

/** By the folded tag, as far as they were asked for. */
export const tagNames = signal<Readonly<Record<string, string>>>({});

/** Have the names of these here; asked for anew with every visit. */
export function useTagNames(tags: readonly string[]): void {
  const online = store.connection.value.state === "online";
  const key = tags.join(" ");
  useEffect(() => {
    if (!online) return;
    for (const tag of tags) {
      store.actions.getHashtag(tag).then(({ label }) => (tagNames.value = { ...tagNames.value, [tag]: label }), () => undefined);
    }
  }, [online, key]);
}
