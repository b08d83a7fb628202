/** What a channel is called: its name, or the people in it. */

import type { ChannelView } from "../../protocol";
import { currentLocale, t } from "../../ui/i18n";
import { store } from "../../ui/store";

type Titled = Pick<ChannelView, "kind" | "name" | "member_ids" | "wall_of">;

/** A wall goes by its person, and is found through them alone. */
export const isWall = (channel: Pick<ChannelView, "wall_of">): boolean => Boolean(channel.wall_of);

export const isDirect = (channel: Pick<ChannelView, "kind">): boolean =>
  channel.kind === "direct" || channel.kind === "group";

/** The others in a direct message; in a note to oneself, oneself. */
export function othersIn(channel: Titled): string[] {
  const myId = store.me.value?.id ?? "";
  const others = (channel.member_ids ?? []).filter((id) => id !== myId);
  return others.length > 0 ? others : [myId];
}

export function channelTitle(channel: Titled): string {
  if (channel.wall_of) return wallTitle(store.person(channel.wall_of)?.name ?? t("someone"));
  if (!isDirect(channel)) return channel.name;
  const names = othersIn(channel).map((id) => store.person(id)?.name ?? t("someone"));
  return new Intl.ListFormat(currentLocale(), { type: "conjunction" }).format(names);
}

/** "Ada’s wall"; a vowel takes another word before it in some languages. */
const wallTitle = (name: string): string => t(/^[aeiouœæ]/.test(name.normalize("NFD").toLowerCase()) ? "post.wall_of_vowel" : "post.wall_of", { name });

/** Title with its sign: "#general", "Ada". */
export function signedTitle(channel: Titled): string {
  return isDirect(channel) || isWall(channel) ? channelTitle(channel) : `#${channel.name}`;
}
