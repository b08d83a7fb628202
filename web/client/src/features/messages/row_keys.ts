/** Keys on a message that has the focus: what its toolbar does, one letter each. */

import type { MessageView } from "../../protocol";
import type { Key } from "../../ui/i18n";
import { actOn, type RowAction } from "./message_actions";

/** The name of each action, and its key: none that stands second in a key of the whole page. */
export const ROW_KEYS: ReadonlyArray<readonly [action: RowAction, name: Key, key: string]> = [
  ["menu", "message_actions", "Enter"],
  ["reply", "reply_in_thread", "R"],
  ["react", "add_reaction", "A"],
  ["edit", "edit", "E"],
  ["save", "save", "L"],
];

/** Act on the message when one of its keys is pressed on the row itself, not in something within. */
export function pressOnRow(event: KeyboardEvent, message: MessageView, inThread: boolean): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || message.deleted) return;
  const found = ROW_KEYS.find(([, , key]) => key.toLowerCase() === event.key.toLowerCase());
  if (!found || !actOn(found[0], message, inThread, event.currentTarget as Element)) return;
  event.preventDefault();
  event.stopPropagation();
}
