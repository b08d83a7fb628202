/** What follows from where we are: the channel in the centre, the page's title, the desk's home. */

import { useEffect } from "preact/hooks";
import { t } from "../../ui/i18n";
import { remembered } from "../../ui/remembered";
import { centreId, channelPath, go, route, type Route } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { channelTitle, signedTitle } from "../membership/title";

const lastChannel = remembered<string | null>("channel.last", null);

/** Keep the centre's channel; at the desk, home is the channel of last time. */
export function useCentre(): void {
  const here = route.value;
  const channelId = here.at === "channel" ? here.channelId : null;
  useEffect(() => {
    centreId.value = channelId;
    if (channelId) lastChannel.value = channelId;
  }, [channelId]);
  const atHome = (here.at === "home" || here.at === "direct") && !isPhone.value && store.ready.value;
  const home = atHome ? homeChannel() : null;
  useEffect(() => {
    if (home) go(channelPath(home), true);
  }, [home]);
}

function homeChannel(): string | null {
  const channels = store.channels.value;
  const last = lastChannel.value;
  if (last && channels[last]?.joined) return last;
  const general = store.workspace.value?.general_channel_id;
  if (general && channels[general]?.joined) return general;
  return Object.values(channels).find((channel) => channel.joined)?.id ?? null;
}

/** "(3) #general · Acme" */
export function usePageTitle(): void {
  const { mentions, unread } = store.totals.value;
  const here = route.value;
  const place = placeTitle(here);
  const workspace = store.workspace.value?.name ?? t("app");
  const count = mentions > 0 ? `(${mentions}) ` : unread > 0 ? "• " : "";
  const title = count + [place, workspace].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function placeTitle(here: Route): string | null {
  if (here.at === "channel") {
    const channel = store.channels.value[here.channelId];
    return channel ? (channel.kind === "public" ? signedTitle(channel) : channelTitle(channel)) : null;
  }
  if (here.at === "home") return null;
  if (here.at === "tag") return `#${here.tag}`;
  if (here.at === "archive") return t("archive.title"); // "archive" is what one does to a channel
  if (here.at === "server") return t("page_away_title");
  if (here.at === "home_page") return store.channels.value[here.channelId]?.name ?? t("home_page");
  if (here.at === "person") return store.person(here.personId)?.name ?? t("profile");
  return t(here.at === "direct" ? "place_direct" : here.at);
}
