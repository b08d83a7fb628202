/** Hands a message to the server for later, and says when it goes. */

import type { ScheduleInput } from "../../store";
import { attempt } from "../../ui/attempt";
import { t } from "../../ui/i18n";
import { go } from "../../ui/router";
import { store } from "../../ui/store";
import { sayWith } from "../../ui/toast";
import { whenWords } from "./when_words";

const SHOWN_MS = 8_000;

/** True once the server has it; else the reason was told, and nothing is lost. */
export async function sendLater(message: ScheduleInput): Promise<boolean> {
  const done = await attempt(() => store.actions.schedule(message));
  if (done) sayWith(t("scheduled_said", { when: whenWords(message.send_at) }), { kind: "scheduled", verb: t("scheduled_show"), act: () => go("/drafts") }, SHOWN_MS);
  return done;
}
