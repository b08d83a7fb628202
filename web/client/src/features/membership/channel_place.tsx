/** Where something was written, in one line: "#general", a lock and a name, the people of a direct message. */

import { Lock } from "lucide";
import type { ChannelView } from "../../protocol";
import { Icon } from "../../ui/icon";
import { signedTitle } from "./title";

export function ChannelPlace({ channel }: { channel: ChannelView }) {
  if (channel.kind !== "private") return <>{signedTitle(channel)}</>;
  return (
    <>
      <Icon of={Lock} size={14} class="channel-place__lock" />
      {channel.name}
    </>
  );
}
