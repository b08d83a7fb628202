/** Messages that others link to: each is asked for once; who may not read it is shown nothing. */

import { signal, type Signal } from "@preact/signals";
import type { MessageView } from "../../protocol";
import { store } from "../../ui/store";
import type { OwnLink } from "./own_links";

const MOST = 200;
const asked = new Map<string, Signal<MessageView | null>>();

/** The message behind a link, kept current while its channel is loaded; null while unknown. */
export function quoted({ channelId, messageId }: OwnLink): MessageView | null {
  const loaded = store.message(channelId, messageId);
  if (loaded) return loaded;
  let found = asked.get(messageId);
  if (!found) {
    found = signal<MessageView | null>(null);
    if (asked.size >= MOST) asked.delete(asked.keys().next().value!);
    asked.set(messageId, found);
    void ask(messageId, found);
  }
  return found.value;
}

async function ask(messageId: string, into: Signal<MessageView | null>): Promise<void> {
  try {
    into.value = await store.actions.getMessage(messageId);
  } catch {
    // Not to be seen, deleted, or offline: the link alone stands there.
  }
}
