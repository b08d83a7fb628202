/** The name under which a message stands: a bot's message may bring its own. */

import type { MessageView } from "../../protocol";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";

export function authorName(message: MessageView): string {
  return message.author_name || store.person(message.author_id)?.name || t("someone");
}
