/** The sign before a channel's name: a hash, a lock, the face of who one talks to. */

import { Hash, Lock } from "lucide";
import type { ChannelView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { presenceOf } from "../presence/presence_of";
import { othersIn } from "./title";

export function ChannelMark({ channel, size = 20 }: { channel: ChannelView; size?: 20 | 24 | 36 }) {
  if (channel.wall_of) {
    const owner = store.person(channel.wall_of);
    return <Avatar id={channel.wall_of} name={owner?.name ?? "?"} size={size} photo={avatarUrl(owner)} />;
  }
  if (channel.kind === "public") return <Icon of={Hash} size={size === 36 ? 24 : 18} class="channel-mark" />;
  if (channel.kind === "private") return <Icon of={Lock} size={size === 36 ? 22 : 16} class="channel-mark" />;
  const others = othersIn(channel);
  if (channel.kind === "group") return <span class={`channel-mark channel-mark--group channel-mark--${size} tabular`}>{others.length}</span>;
  const person = store.person(others[0]!);
  return (
    <Avatar
      id={others[0]!}
      name={person?.name ?? "?"}
      size={size}
      photo={avatarUrl(person)}
      presence={presenceOf(others[0]!)}
    />
  );
}
