/** Channels in the sections of the sidebar: each channel stands in one. */

import { signal } from "@preact/signals";
import type { ChannelView } from "../../protocol";
import { fold } from "../../ui/fold";
import { store } from "../../ui/store";
import { channelTitle, isDirect } from "./title";

export interface Sections {
  unread: ChannelView[];
  starred: ChannelView[];
  channels: ChannelView[];
  direct: ChannelView[];
}

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

export function sortIntoSections(): Sections {
  const sections: Sections = { unread: [], starred: [], channels: [], direct: [] };
  for (const channel of Object.values(store.channels.value)) {
    if (!channel.joined || (channel.archived && !isUnread(channel))) continue;
    if (isUnread(channel) || channel.id === openedUnread.value) sections.unread.push(channel);
    else if (channel.starred) sections.starred.push(channel);
    else sections[isDirect(channel) ? "direct" : "channels"].push(channel);
  }
  for (const list of Object.values(sections) as ChannelView[][]) list.sort(byTitle);
  return sections;
}

function byTitle(one: ChannelView, other: ChannelView): number {
  if (isDirect(one) !== isDirect(other)) return isDirect(one) ? 1 : -1;
  return fold(channelTitle(one)).localeCompare(fold(channelTitle(other)));
}
