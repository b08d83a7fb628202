/** Whether invitations, people and the workspace's name are mine to change. */

import { store } from "../../ui/store";

export function mayAdminister(): boolean {
  const role = store.me.value?.role;
  return role === "owner" || role === "admin";
}

/** Whether I may find and make channels; a guest is put in theirs. */
export function maySeeChannels(): boolean {
  return store.me.value?.role !== "guest";
}
