/** A message of another place, shown to those who may read it there, as it is there now. */

import { EyeOff } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { MessageView } from "../../protocol";
import type { OperationError } from "../../store";
import { away } from "../../ui/away";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { MessageCard } from "../messages/message_card";

export function SharedCard({ messageId, channelId }: { messageId: string; channelId: string }) {
  const message = useShared(channelId, messageId);
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

/** Null where I may not read it or it is gone. It is asked for anew when it goes from what is loaded,
 *  and when what I may read of its channel changes. */
function useShared(channelId: string, messageId: string): MessageView | null | undefined {
  const loaded = store.message(channelId, messageId);
  const [fetched, setFetched] = useState<MessageView | null>();
  const channel = store.channels.value[channelId];
  const standing = channel ? (channel.joined ?? false) : null;
  const missing = loaded === undefined;
  const online = store.connection.value.state === "online"; // what failed before is asked again
  useEffect(() => {
    if (!missing || away.value) return;
    let stale = false;
    const take = (found: MessageView | null) => void (stale || setFetched(found));
    store.actions.fetchMessage(channelId, messageId).then(take, (error: OperationError) => error.code === "not_found" && take(null));
    return () => void (stale = true);
  }, [channelId, messageId, missing, standing, away.value, online]);
  useEffect(() => setFetched(undefined), [channelId, messageId, missing, standing]);
  return loaded ?? fetched;
}
