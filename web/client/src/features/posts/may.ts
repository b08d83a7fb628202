/** Who may do what with threads, as the server's table of rights says it. */

import type { ChannelView, MessageView } from "../../protocol";
import { store } from "../../ui/store";
import { isDirect } from "../membership/title";

const administers = () => ["owner", "admin"].includes(store.me.value?.role ?? "");

/** Begin threads in a channel, and not only reply and ask. */
export function mayBegin(channel: ChannelView): boolean {
  if (!channel.joined || channel.archived) return false;
  const { posting = "everyone", role = "member" } = channel;
  if (posting === "everyone") return true;
  if (posting === "owners") return role === "owner";
  return role !== "member" || administers();
}

/** Begin threads that stand in feeds. */
export const mayPostIn = (channel: ChannelView): boolean => !isDirect(channel) && mayBegin(channel);

/** Guests have no wall. */
export const mayPost = (): boolean => store.me.value?.role !== "guest" || Object.values(store.channels.value).some(mayPostIn);

/** Run a channel: its owners, and the workspace's administrators. */
export function runsIt(channel: ChannelView): boolean {
  return channel.role === "owner" || administers();
}

/** Close a thread, accept its answer, see who has acknowledged it. */
export function maySteer(root: MessageView): boolean {
  const channel = store.channels.value[root.channel_id];
  if (!channel || channel.archived) return false;
  if (channel.joined && root.author_id === store.me.value?.id) return true;
  return !isDirect(channel) && runsIt(channel);
}
