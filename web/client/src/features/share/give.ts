/** Lays what was shared into a channel's draft. */

import { isPhoto } from "../files/shrink_plan";
import { store } from "../../ui/store";
import { dropShared, readShared } from "./shared";

/** Rejects where a file could not go up: then all of it is still there for another attempt. */
export async function giveTo(channelId: string): Promise<void> {
  const { text, files } = await readShared();
  const sent = await Promise.all(files.map(async (file) => store.actions.upload(await prepared(file)).done));
  const draft = store.draft(channelId);
  const whole = [draft.text, text].filter(Boolean).join("\n");
  store.actions.setDraft(channelId, null, { text: whole, files: [...draft.files, ...sent] });
  await dropShared();
}

/** As it would be if it had been chosen here: of a size to send, and without where it was taken. */
async function prepared(file: File): Promise<File> {
  if (!isPhoto(file)) return file;
  const { openPicture } = await import("../files/shrink");
  return (await openPicture(file))?.instead ?? file;
}
