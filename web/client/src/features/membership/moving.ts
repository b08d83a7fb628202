/** Moving sections and channels in the sidebar, by steps or to a place. */

import { t, type Key } from "../../ui/i18n";
import { store } from "../../ui/store";
import { announce } from "./announce";
import { placedBefore, stepped } from "./ordering";
import { homeOf, idsAtHome, keepOrder, sectionOrder, sections, type SectionId } from "./sections";
import { channelTitle } from "./title";

export const SECTION_NAMES: Record<SectionId, Key> = {
  unread: "section_unread",
  starred: "section_starred",
  channels: "section_channels",
  direct: "section_direct",
};

/** The sections that are on screen; an empty one of the first two is not. */
export function shownSections(): SectionId[] {
  return sectionOrder.value.filter((id) => id === "channels" || id === "direct" || sections.value[id].length > 0);
}

export function mayMoveSection(id: SectionId, step: 1 | -1): boolean {
  return stepped(sectionOrder.value, shownSections(), id, step) !== null;
}

export function moveSection(id: SectionId, step: 1 | -1): void {
  const moved = stepped(sectionOrder.peek(), shownSections(), id, step);
  if (moved) keepSections(moved as SectionId[], id);
}

export function placeSection(id: SectionId, before: SectionId | null): void {
  keepSections(placedBefore(sectionOrder.peek(), id, before) as SectionId[], id);
}

function keepSections(order: SectionId[], moved: SectionId): void {
  store.actions.setPreferences({ sections: order });
  const shown = shownSections();
  announce(t("moved_to", { name: t(SECTION_NAMES[moved]), place: shown.indexOf(moved) + 1, count: shown.length }));
}

/** The channels that stand beside this one, where its place is its own: the unread go by themselves. */
function neighbours(channelId: string): string[] {
  const channel = store.channels.value[channelId];
  if (!channel) return [];
  return sections.value[homeOf(channel)].map((other) => other.id);
}

export function mayMoveChannel(channelId: string, step: 1 | -1): boolean {
  const shown = neighbours(channelId);
  return shown.includes(channelId) && shown[shown.indexOf(channelId) + step] !== undefined;
}

export function moveChannel(channelId: string, step: 1 | -1): void {
  const channel = store.channels.value[channelId];
  if (!channel) return;
  const moved = stepped(idsAtHome(homeOf(channel)), neighbours(channelId), channelId, step);
  if (moved) keepChannels(channelId, moved);
}

export function placeChannel(channelId: string, before: string | null): void {
  const channel = store.channels.value[channelId];
  if (!channel) return;
  const ids = idsAtHome(homeOf(channel));
  const shown = neighbours(channelId);
  const last = shown.filter((id) => id !== channelId).at(-1);
  const next = before ?? (last ? (ids[ids.indexOf(last) + 1] ?? null) : null); // after the last that is shown
  keepChannels(channelId, placedBefore(ids, channelId, next));
}

function keepChannels(channelId: string, order: string[]): void {
  const channel = store.channels.value[channelId]!;
  keepOrder(homeOf(channel), order);
  const shown = neighbours(channelId);
  announce(t("moved_to", { name: channelTitle(channel), place: shown.indexOf(channelId) + 1, count: shown.length }));
}
