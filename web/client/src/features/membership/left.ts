/** Being put out of a channel while its screen is open. */

import { useRef } from "preact/hooks";
import type { ChannelView } from "../../protocol";

/** The channel as I was last in it, where I no longer am; null where I am in it or never was. */
export function useLeft(channelId: string, channel: ChannelView | undefined): ChannelView | null {
  const last = useRef<ChannelView | null>(null);
  if (channel?.joined) last.current = channel;
  return !channel?.joined && last.current?.id === channelId ? last.current : null;
}
