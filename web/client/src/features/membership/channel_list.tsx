/** The channels and direct messages that I am in, in sections, with what is unread. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { BellOff, ChevronDown, Plus } from "lucide";
import type { ChannelView } from "../../protocol";
import { IconButton } from "../../ui/button";
import { openDialog } from "../../ui/dialog";
import { formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { centreId, channelPath } from "../../ui/router";
import { remembered } from "../../ui/remembered";
import { maySeeChannels } from "../people/may_administer";
import { useWatchPresence } from "../presence/presence_of";
import { ChannelMark } from "./channel_mark";
import { DirectDialog } from "./direct_dialog";
import { openBrowse, openChannelMenu } from "./open";
import { countOf, isUnread, sortIntoSections } from "./sections";
import { channelTitle, isDirect, othersIn } from "./title";
import "./channel_list.css";

const folded = remembered<readonly string[]>("sections.folded", []);

export function ChannelList({ only }: { only?: "channels" | "direct" }) {
  const { unread, starred, channels, direct } = sortIntoSections();
  const fits = (channel: ChannelView) => !only || isDirect(channel) === (only === "direct");
  useWatchPresence([...unread, ...starred, ...direct].filter((channel) => channel.kind === "direct").flatMap(othersIn).slice(0, 200));
  return (
    <div class="channel-list">
      <Section name={t("section_unread")} channels={unread.filter(fits)} />
      <Section name={t("section_starred")} channels={starred.filter(fits)} />
      {only !== "direct" && (
        <Section name={t("section_channels")} channels={channels} always>
          {!only && maySeeChannels() && <IconButton icon={Plus} size={18} label={t("add_channel")} aria-haspopup="menu" onClick={(event) => openChannelMenu(event.currentTarget)} />}
        </Section>
      )}
      {only !== "channels" && (
        <Section name={t("section_direct")} channels={direct} always>
          {!only && <IconButton icon={Plus} size={18} label={t("new_direct")} onClick={() => openDialog(() => <DirectDialog />)} />}
        </Section>
      )}
      {only !== "direct" && !maySeeChannels() && channels.length === 0 && <p class="section__empty">{t("channels_empty_guest")}</p>}
      {only === "direct" && direct.length === 0 && <p class="section__empty">{t("direct_empty")}</p>}
      {only !== "direct" && maySeeChannels() && (
        <button type="button" class="channel-row channel-row--browse" onClick={openBrowse}>
          <Icon of={Plus} size={18} class="channel-mark" />
          <span class="channel-row__name">{t("browse_channels")}</span>
        </button>
      )}
    </div>
  );
}

interface SectionProps {
  name: string;
  channels: readonly ChannelView[];
  always?: boolean;
  children?: ComponentChildren;
}

function Section({ name, channels, always, children }: SectionProps) {
  const listId = useId();
  if (channels.length === 0 && !always) return null;
  const closed = folded.value.includes(name);
  const toggle = () => {
    folded.value = closed ? folded.value.filter((other) => other !== name) : [...folded.value, name];
  };
  return (
    <section class="section">
      <header class="section__header">
        <button type="button" class="section__name" aria-expanded={!closed} aria-controls={listId} onClick={toggle}>
          <Icon of={ChevronDown} size={14} class={closed ? "section__turned" : ""} />
          {name}
        </button>
        {children}
      </header>
      <ul role="list" id={listId} aria-label={name} hidden={closed}>
        {channels.map((channel) => (
          <li key={channel.id}>
            <ChannelRow channel={channel} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ChannelRow({ channel }: { channel: ChannelView }) {
  const { unread, mentions } = countOf(channel.id);
  const here = centreId.value === channel.id;
  const attention = isUnread(channel);
  const title = channelTitle(channel);
  const loud = mentions > 0 || (isDirect(channel) && attention);
  const count = loud && mentions > 0 ? mentions : unread;
  return (
    <a
      class={`channel-row ${here ? "channel-row--here" : ""} ${attention ? "channel-row--unread" : ""} ${channel.muted ? "channel-row--muted" : ""}`}
      href={channelPath(channel.id)}
      aria-current={here ? "page" : undefined}
      data-channel={channel.id}
    >
      <ChannelMark channel={channel} />
      <span class="channel-row__name clip">{title}</span>
      {channel.muted && <Icon of={BellOff} size={14} class="channel-row__muted" />}
      {attention && (
        <span class={`pill ${loud ? "pill--loud" : ""} tabular`}>
          {count > 999 ? "999+" : formatNumber(count)}
          <span class="sr-only"> {t(mentions > 0 ? "count_mentions" : "count_unread", { count })}</span>
        </span>
      )}
    </a>
  );
}
