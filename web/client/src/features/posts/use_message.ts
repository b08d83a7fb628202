/** A message that something points to, which may not be loaded. */

import { useEffect, useState } from "preact/hooks";
import type { MessageView } from "../../protocol";
import type { OperationError } from "../../store";
import { away } from "../../ui/away";
import { store } from "../../ui/store";

/** Null where I may not read it or it is gone. It is asked for anew when it goes from what is loaded,
 *  and when what I may read of its channel changes. */
export function useMessage(channelId: string, messageId: string): MessageView | null | undefined {
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
