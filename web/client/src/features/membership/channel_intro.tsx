/** The very beginning of a channel: what it is, and the first thing to do. */

import { UserPlus } from "lucide";
import type { ChannelView } from "../../protocol";
import { Button } from "../../ui/button";
import { t, type Key } from "../../ui/i18n";
import { lazy } from "../../ui/lazy";
import { store } from "../../ui/store";
import { mayAdminister, mayInvite } from "../people/may_administer";
import { ChannelMark } from "./channel_mark";
import { openInvite } from "./open";
import { channelTitle, isDirect, isWall } from "./title";

/** For who sets the workspace up, at its beginning. */
const FirstSteps = lazy(() => import("../hints/first_steps").then((part) => part.FirstSteps));

export function ChannelIntro({ channel, empty }: { channel: ChannelView; empty: boolean }) {
  const title = channelTitle(channel);
  if (isDirect(channel)) {
    return (
      <div class="channel-intro">
        <ChannelMark channel={channel} size={36} />
        <h2>{title}</h2>
        <p>{t("direct_intro", { name: title })}</p>
      </div>
    );
  }
  return (
    <div class="channel-intro">
      <span class="channel-intro__mark">
        <ChannelMark channel={channel} size={36} />
      </span>
      <h2>{title}</h2>
      <p>{channel.purpose || channel.topic || t(introOf(channel), { name: store.person(channel.wall_of ?? "")?.name ?? title })}</p>
      {channel.joined && !channel.archived && !isWall(channel) && mayInvite() && (empty || channel.member_count < 2) && (
        <div class="channel-intro__buttons">
          <Button icon={UserPlus} onClick={() => openInvite(channel)}>{t("add_people")}</Button>
        </div>
      )}
      {mayAdminister() && channel.id === store.workspace.value?.general_channel_id && <FirstSteps channel={channel} />}
    </div>
  );
}

/** A guest finds no channels: to them a public one is one of theirs. */
function introOf(channel: ChannelView): Key {
  if (isWall(channel)) return "post.wall_intro";
  if (channel.kind === "private") return "private_intro";
  return store.me.value?.role === "guest" ? "public_intro_guest" : "public_intro";
}
