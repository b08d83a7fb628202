/** For a few seconds after sending: a way to take it back. Honest: others may have seen it. */

import type { PostInput } from "../../store";
import { attempt } from "../../ui/attempt";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { say, sayWith } from "../../ui/toast";

/** Call it with what was just posted. */
export function offerUndo(clientId: string, written: PostInput): void {
  const seconds = store.preferences.value.undo_s;
  if (seconds === 0) return;
  const offline = store.connection.value.state !== "online";
  const undo = () =>
    void attempt(async () => {
      const how = await store.actions.undoSend(clientId, written);
      if (how === "deleted") say(t("undo_deleted"));
    });
  sayWith(t(offline ? "undo_waiting" : "undo_sent"), { kind: "undo", verb: t("undo"), act: undo }, seconds * 1000);
}
