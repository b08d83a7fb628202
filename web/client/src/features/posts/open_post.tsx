/** Opens the dialog in which a post is written; what stands in the composer becomes its text. */

import { openLazily } from "../../ui/lazy";
import { store } from "../../ui/store";
import { joined, type Kind, parted, postPlace } from "./words";

/** `text` is taken over where no text of a post was begun; true where it was. `onSent` hears the
 *  `client_id` under which it goes. */
export function openPost(channelId: string, kind?: Kind, text = "", onSent?: (clientId: string) => void): boolean {
  const place = postPlace(channelId);
  const draft = store.draft(channelId, place);
  const begun = parted(draft.text);
  const taken = text.trim() !== "" && begun.text.trim() === "";
  if (taken) store.actions.setDraft(channelId, place, { ...draft, text: joined(begun.title, text) || `\n${text}` });
  const more = { ...(kind ? { kind } : {}), ...(onSent ? { onSent } : {}) };
  void openLazily(() => import("./write_dialog"), ({ WriteDialog }) => <WriteDialog channelId={channelId} {...more} />);
  return taken;
}
