/** Whether invitations, people and the workspace's name are mine to change. */

import { store } from "../../ui/store";

export function mayAdminister(): boolean {
  const role = store.me.value?.role;
  return role === "owner" || role === "admin";
}

/** Whether there is anybody to write to: a guest sees those alone with whom they share a channel. */
export function mayWriteToSomebody(): boolean {
  if (store.me.value?.role !== "guest") return true;
  return Object.values(store.channels.value).some((channel) => channel.joined && (channel.member_count ?? channel.member_ids?.length ?? 0) > 1);
}

/** Whether I may find and make channels; a guest is put in theirs. */
export function maySeeChannels(): boolean {
  return store.me.value?.role !== "guest";
}

/** Whether I may put people in channels that I am in. */
export const mayInvite = maySeeChannels;
