/** Who waits at the doors of my channels. */

import type { JoinRequestView } from "../../protocol";
import { store } from "../../ui/store";

/** The requests that wait for my answer; of one channel, or of all. */
export function waitingFor(channelId?: string): JoinRequestView[] {
  const myId = store.me.value?.id;
  return Object.values(store.requests.value)
    .filter((one) => one.person_id !== myId && (channelId === undefined || one.channel_id === channelId))
    .sort((one, other) => one.asked_at - other.asked_at);
}
