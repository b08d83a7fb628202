/** For a few seconds after sending: a way to take it back. Honest: others may have seen it. */

import { signal } from "@preact/signals";
import type { Pending, PostInput } from "../../store";
import { sentenceFor } from "../../ui/attempt";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { complain, say } from "../../ui/toast";

export interface UndoOffer {
  /** The thread or channel in which it was written. */
  place: string;
  /** The message as long as the server has not said that it has it. */
  pending: () => Pending | undefined;
  /** It is being taken back, and nobody knows yet whether it can be. */
  busy: boolean;
  act: () => void;
}

/** The latest message that can be taken back; shown beside Send, where it covers nothing. */
export const undoOffer = signal<UndoOffer | null>(null);

/** Messages that are being taken back, by `client_id`. */
export const takenBack = signal<ReadonlySet<string>>(new Set());

/** Take a message back, and say what became of it. */
export async function takeBack(clientId: string, written: PostInput): Promise<void> {
  if (takenBack.peek().has(clientId)) return;
  takenBack.value = new Set([...takenBack.peek(), clientId]);
  try {
    const how = await store.actions.undoSend(clientId, written);
    say(t(how === "deleted" ? "undo_deleted" : "undo_unsent"));
  } catch (error) {
    const unknown = (error as { code?: string } | null)?.code === "timeout";
    complain(unknown ? t("undo_unknown") : t("undo_failed", { reason: sentenceFor(error) }));
  } finally {
    takenBack.value = new Set([...takenBack.peek()].filter((id) => id !== clientId));
  }
}

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
    busy: false,
    act: () => {
      const going = { ...offer, busy: true };
      undoOffer.value = going;
      void takeBack(clientId, written).finally(() => end(going));
    },
  };
  const end = (which: UndoOffer) => {
    if (undoOffer.value === which) undoOffer.value = null;
  };
  undoOffer.value = offer;
  setTimeout(() => end(offer), seconds * 1000);
}
