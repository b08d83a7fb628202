/** The channels and direct messages that I am in, in sections, with what is unread. In the pocket the
 *  way to any channel stands above it; the desk filters a long list in its place. */

import { useSignal } from "@preact/signals";
import { Plus } from "lucide";
import type { ChannelView } from "../../protocol";
import { IconButton } from "../../ui/button";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { isPhone } from "../../ui/screen";
import { maySeeChannels, mayWriteToSomebody } from "../people/may_administer";
import { useWatchPresence } from "../presence/presence_of";
import { announced } from "./announce";
import { ChannelFilter } from "./channel_filter";
import { ChannelSection, Lines } from "./channel_section";
import { shownSections } from "./moving";
import { openBrowse, openChannelMenu, openNewDirect } from "./open";
import { sections, type SectionId } from "./sections";
import { channelTitle, isDirect, othersIn } from "./title";
import "./channel_list.css";

const MANY = 15;
const WATCHED = 200;

export function ChannelList({ only }: { only?: "channels" | "direct" }) {
  const wanted = useSignal("");
  const fits = (channel: ChannelView) => !only || isDirect(channel) === (only === "direct");
  const all = Object.values(sections.value).flat().filter(fits);
  const found = wanted.value.trim() === "" ? null : matching(all, wanted.value);
  useWatchPresence((found ?? all).filter((channel) => channel.kind === "direct").flatMap(othersIn).slice(0, WATCHED));
  return (
    <div class="channel-list">
      {!isPhone.value && (all.length > MANY || found) && <ChannelFilter wanted={wanted} found={found} />}
      {found ? <Found channels={found} wanted={wanted.value} /> : <Sections only={only} fits={fits} />}
      {!found && only !== "direct" && maySeeChannels() && (
        <button type="button" class="channel-row channel-row--browse" onClick={openBrowse}>
          <Icon of={Plus} size={18} class="channel-mark" />
          <span class="channel-row__name">{t("browse_channels")}</span>
        </button>
      )}
      <p class="sr-only" role="status">{announced.value}</p>
    </div>
  );
}

function Sections({ only, fits }: { only: "channels" | "direct" | undefined; fits: (channel: ChannelView) => boolean }) {
  const lists = sections.value;
  const isHere = (id: SectionId) => id !== (only === "direct" ? "channels" : only === "channels" ? "direct" : null);
  const shown = shownSections().filter((id) => isHere(id) && (id === "channels" || id === "direct" || lists[id].some(fits)));
  return (
    <>
      {shown.map((id) => (
        <ChannelSection key={id} id={id} channels={lists[id].filter(fits)} tool={only ? null : <Tool id={id} />} empty={<EmptySection id={id} />} />
      ))}
    </>
  );
}

function Tool({ id }: { id: SectionId }) {
  if (id === "channels" && maySeeChannels()) {
    return <IconButton icon={Plus} size={18} label={t("add_channel")} aria-haspopup="menu" onClick={(event) => openChannelMenu(event.currentTarget)} />;
  }
  if (id !== "direct" || !mayWriteToSomebody()) return null;
  return <IconButton icon={Plus} size={18} label={t("new_direct")} onClick={openNewDirect} />;
}

/** In kind words; where all are only somewhere else in the list, nothing. */
function EmptySection({ id }: { id: SectionId }) {
  const elsewhere = [...sections.value.unread, ...sections.value.starred];
  if (elsewhere.some((channel) => isDirect(channel) === (id === "direct"))) return null;
  if (id === "direct") return <p class="section__empty">{t(mayWriteToSomebody() ? "direct_empty" : "direct_empty_guest")}</p>;
  return <p class="section__empty">{t(maySeeChannels() ? "channels_empty" : "channels_empty_guest")}</p>;
}

function Found({ channels, wanted }: { channels: readonly ChannelView[]; wanted: string }) {
  if (channels.length === 0) return <p class="section__empty">{t("filter_nothing", { text: wanted.trim() })}</p>;
  return (
    <ul role="list" class="channel-list__found" aria-label={t("filter_channels")}>
      <Lines ids={channels.map((channel) => channel.id)} section="found" />
    </ul>
  );
}

/** Those that begin with it first. */
function matching(channels: readonly ChannelView[], wanted: string): ChannelView[] {
  const looked = fold(wanted.trim().replace(/^[#@]/, ""));
  const titled = channels.map((channel) => ({ channel, title: fold(channelTitle(channel)) }));
  const found = titled.filter(({ title }) => title.includes(looked));
  return [...found.filter(({ title }) => title.startsWith(looked)), ...found.filter(({ title }) => !title.startsWith(looked))].map(({ channel }) => channel);
}
