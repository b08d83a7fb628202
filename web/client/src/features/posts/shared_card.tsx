/** A message of another place, shown to those who may read it there. */

import { signal } from "@preact/signals";
import { EyeOff } from "lucide";
import { useEffect } from "preact/hooks";
import type { MessageView } from "../../protocol";
import type { OperationError } from "../../store";
import { away } from "../../ui/away";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { MessageCard } from "../messages/message_card";

/** What was asked for, by id: null where I may not read it or it is gone. */
const fetched = signal<Readonly<Record<string, MessageView | null>>>({});

export function SharedCard({ messageId, channelId }: { messageId: string; channelId: string }) {
  const loaded = store.message(channelId, messageId);
  const message = loaded ?? fetched.value[messageId];
  useEffect(() => {
    if (message !== undefined || away.value) return;
    store.actions.getMessage(messageId).then(
      (found) => keep(messageId, found),
      (error: OperationError) => error.code === "not_found" && keep(messageId, null),
    );
  }, [messageId, message === undefined, away.value]);
  if (message === undefined) return <p class="shared shared--hidden">{t("post.shared_loading")}</p>;
  if (message === null || message.deleted) {
    return (
      <p class="shared shared--hidden">
        <Icon of={EyeOff} size={16} />
        {t("post.shared_hidden")}
      </p>
    );
  }
  return (
    <div class="shared">
      <MessageCard message={message} place />
    </div>
  );
}

function keep(id: string, message: MessageView | null): void {
  fetched.value = { ...fetched.peek(), [id]: message };
}
