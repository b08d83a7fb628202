/** For a few seconds after sending: a way to take it back. Honest: others may have seen it. */

import { signal } from "@preact/signals";
import type { Pending, PostInput } from "../../store";
import { attempt } from "../../ui/attempt";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";

export interface UndoOffer {
  /** The thread or channel in which it was written. */
  place: string;
  /** The message as long as the server has not said that it has it. */
  pending: () => Pending | undefined;
  act: () => void;
}

/** The latest message that can be taken back; shown beside Send, where it covers nothing. */
export const undoOffer = signal<UndoOffer | null>(null);

/** Call it with what was just posted. */
export function offerUndo(clientId: string, written: PostInput): void {
  const seconds = store.preferences.value.undo_s;
  if (seconds === 0) return;
  const offer: UndoOffer = {
    place: written.thread_id ?? written.channel_id,
    pending: () => {
      const { channel_id, thread_id } = written;
      const timeline = thread_id ? store.thread(thread_id) : store.timeline(channel_id);
      return timeline.value.pending.find((mine) => mine.client_id === clientId && mine.state !== "sent");
    },
    act: () => {
      end();
      void attempt(async () => {
        const how = await store.actions.undoSend(clientId, written);
        if (how === "deleted") say(t("undo_deleted"));
      });
    },
  };
  const end = () => {
    if (undoOffer.value === offer) undoOffer.value = null;
  };
  undoOffer.value = offer;
  setTimeout(end, seconds * 1000);
}
