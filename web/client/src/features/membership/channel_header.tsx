/** The bar above a channel: what it is called, what it is about, who is in it. */

import { ArrowLeft, Pin, Search, Users } from "lucide";
import type { ChannelView } from "../../protocol";
import { IconButton } from "../../ui/button";
import { formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { channelPanePath, channelPath, go, goBack, route, searchPath, type Pane } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { PersonTag } from "../people/person_tag";
import { presenceWords, useWatchPresence } from "../presence/presence_of";
import { ChannelMark } from "./channel_mark";
import { channelTitle, isDirect, othersIn } from "./title";

/** Open a pane beside the channel, or close it where it is open. */
export function togglePane(channelId: string, pane: Pane): void {
  const open = route.value.at === "channel" && route.value.pane?.is === pane.is;
  go(open ? channelPath(channelId) : channelPanePath(channelId, pane));
}

export function ChannelHeader({ channel }: { channel: ChannelView }) {
  const alone = channel.kind === "direct";
  const title = channelTitle(channel);
  const details: Pane = alone ? { is: "person", id: othersIn(channel)[0]! } : { is: "details" };
  return (
    <header class="bar">
      {isPhone.value && <IconButton icon={ArrowLeft} label={t("back")} onClick={() => goBack("/")} />}
      <h1 class="bar__title">
        <button type="button" aria-label={t("details_of", { name: title })} onClick={() => togglePane(channel.id, details)}>
          <ChannelMark channel={channel} size={24} />
          <span class="clip">{title}</span>
        </button>
        {alone && <PersonTag person={store.person(othersIn(channel)[0]!)} />}
      </h1>
      <span class="bar__meta clip">
        {alone ? <DirectState channel={channel} /> : channel.topic}
      </span>
      {!isDirect(channel) && (
        <button
          type="button"
          class="bar__members tabular"
          aria-label={t("members_of", { count: channel.member_count })}
          title={t("members")}
          onClick={() => togglePane(channel.id, { is: "members" })}
        >
          <Icon of={Users} size={18} />
          {formatNumber(channel.member_count)}
        </button>
      )}
      <IconButton icon={Pin} label={t("pins")} onClick={() => togglePane(channel.id, { is: "pins" })} />
      {isPhone.value && !isDirect(channel) && (
        <IconButton icon={Search} label={t("search_here")} onClick={() => go(searchPath(`in:${channel.name} `))} />
      )}
    </header>
  );
}

function DirectState({ channel }: { channel: ChannelView }) {
  const id = othersIn(channel)[0]!;
  useWatchPresence([id]);
  const person = store.person(id);
  const status = [person?.status_emoji, person?.status_text].filter(Boolean).join(" ");
  return <>{status || person?.title || presenceWords(id)}</>;
}
