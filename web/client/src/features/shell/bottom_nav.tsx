/** The places of the pocket, at the thumb. */

import { CircleUserRound, Hash, MessageCircle, Newspaper, Search } from "lucide";
import type { IconNode } from "lucide";
import { formatCount, t, type Key } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { goToPlace, route, type Route } from "../../ui/router";
import { store } from "../../ui/store";
import { isUnread } from "../membership/sections";
import { isDirect } from "../membership/title";
import { unreadThreads } from "./sidebar";
import "./bottom_nav.css";

interface Place {
  at: Route["at"];
  href: string;
  icon: IconNode;
  name: Key;
  count: () => number;
}

const none = () => 0;
const unreadChannels = (direct: boolean) =>
  Object.values(store.channels.value).filter((channel) => channel.joined && isDirect(channel) === direct && isUnread(channel)).length;

const PLACES: readonly Place[] = [
  { at: "feed", href: "/feed", icon: Newspaper, name: "place_feed", count: unreadThreads },
  { at: "home", href: "/", icon: Hash, name: "place_channels", count: () => unreadChannels(false) },
  { at: "direct", href: "/direct", icon: MessageCircle, name: "place_direct", count: () => unreadChannels(true) },
  { at: "search", href: "/search", icon: Search, name: "search", count: none },
  { at: "me", href: "/me", icon: CircleUserRound, name: "me", count: none },
];

export function BottomNav() {
  return (
    <nav class="bottom-nav" aria-label={t("places")}>
      {PLACES.map((place) => (
        <PlaceTab key={place.at} place={place} />
      ))}
    </nav>
  );
}

function PlaceTab({ place }: { place: Place }) {
  const here = route.value.at === place.at;
  const count = place.count();
  const enter = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (!here) goToPlace(place.href);
    else document.querySelector(".page__body")?.scrollTo({ top: 0, behavior: "smooth" });
  };
  return (
    <a class="bottom-nav__place" href={place.href} aria-current={here ? "page" : undefined} onClick={enter}>
      <span class="bottom-nav__icon">
        <Icon of={place.icon} size={22} />
        {count > 0 && <span class="bottom-nav__dot tabular">{formatCount(count)}</span>}
      </span>
      <span>{t(place.name)}</span>
      {count > 0 && <span class="sr-only">{t("count_unread", { count: formatCount(count) })}</span>}
    </a>
  );
}
