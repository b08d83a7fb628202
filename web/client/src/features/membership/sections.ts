/** Channels in the sections of the sidebar: each channel stands in one, in the person's own order. */

import { computed, signal } from "@preact/signals";
import type { ChannelView } from "../../protocol";
import type { Preferences } from "../../store";
import { fold } from "../../ui/fold";
import { currentLocale } from "../../ui/i18n";
import { store } from "../../ui/store";
import { inOwnOrder } from "./ordering";
import { channelTitle, isDirect } from "./title";

export type SectionId = Preferences["sections"][number];
/** Where a channel stands when it is read. */
export type Home = Exclude<SectionId, "unread">;

export const SECTIONS: readonly SectionId[] = ["unread", "starred", "channels", "direct"];
const ORDER_OF: Record<Home, "starred_order" | "channel_order" | "direct_order"> = {
  starred: "starred_order",
  channels: "channel_order",
  direct: "direct_order",
};

/** The channel that was unread when it was opened stays among the unread until it is left. */
export const openedUnread = signal<string | null>(null);

export function countOf(channelId: string): { unread: number; mentions: number } {
  return store.unread.value[channelId] ?? { unread: 0, mentions: 0 };
}

/** Whether a channel asks for attention: muted ones only by mentions. */
export function isUnread(channel: ChannelView): boolean {
  const { unread, mentions } = countOf(channel.id);
  return mentions > 0 || (unread > 0 && !channel.muted);
}

/** The sections' order, the person's own first. */
export const sectionOrder = computed(() => inOwnOrder(SECTIONS, store.preferences.value.sections, (id) => id));

/** All that I am in, read or not, where each is at home. */
const homes = computed((): Record<Home, ChannelView[]> => {
  const found: Record<Home, ChannelView[]> = { starred: [], channels: [], direct: [] };
  const titled = Object.values(store.channels.value)
    .filter((channel) => channel.joined)
    .map((channel) => ({ channel, title: fold(channelTitle(channel)) }));
  const { compare } = new Intl.Collator(currentLocale());
  titled.sort((a, b) => Number(isDirect(a.channel)) - Number(isDirect(b.channel)) || compare(a.title, b.title));
  for (const { channel } of titled) found[homeOf(channel)].push(channel);
  for (const home of Object.keys(found) as Home[]) {
    found[home] = inOwnOrder(found[home], store.preferences.value[ORDER_OF[home]], (channel) => channel.id);
  }
  return found;
});

export function homeOf(channel: ChannelView): Home {
  if (channel.starred) return "starred";
  return isDirect(channel) ? "direct" : "channels";
}

/** What each section shows now; an archived channel only while something in it is unread. */
export const sections = computed((): Record<SectionId, ChannelView[]> => {
  const shown: Record<SectionId, ChannelView[]> = { unread: [], starred: [], channels: [], direct: [] };
  for (const home of ["starred", "channels", "direct"] as const) {
    for (const channel of homes.value[home]) {
      const asks = isUnread(channel);
      if (channel.archived && !asks) continue;
      shown[asks || channel.id === openedUnread.value ? "unread" : home].push(channel);
    }
  }
  return shown;
});

/** Everything that a home holds, also what stands among the unread now. */
export const idsAtHome = (home: Home): string[] => homes.peek()[home].map((channel) => channel.id);

/** Keep a home's order for all devices. */
export function keepOrder(home: Home, ids: readonly string[]): void {
  store.actions.setPreferences({ [ORDER_OF[home]]: ids.slice(0, 1_000) });
}
