/** Lays what was shared into a channel's draft. */

import { store } from "../../ui/store";
import { dropShared, readShared } from "./shared";

/** Rejects where a file could not go up: then all of it is still there for another attempt. */
export async function giveTo(channelId: string): Promise<void> {
  const { text, files } = await readShared();
  const sent = await Promise.all(files.map((file) => store.actions.upload(file).done));
  const draft = store.draft(channelId);
  const whole = [draft.text, text].filter(Boolean).join("\n");
  store.actions.setDraft(channelId, null, { text: whole, files: [...draft.files, ...sent] });
  await dropShared();
}
