/** Everything that the quick switcher offers, from what the client knows. */

import { AtSign, Bookmark, CircleUserRound, FilePen, FolderHeart, MessagesSquare, Newspaper, Search, Zap } from "lucide";
import type { IconNode } from "lucide";
import type { ChannelView, PersonView, ShortcutView, ThreadView } from "../../protocol";
import { t, type Key } from "../../ui/i18n";
import { channelPath, go, inboxPath, route } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { knownShortcuts, runShortcut } from "../apps/shortcuts";
import { countOf, isUnread } from "../membership/sections";
import { channelTitle, isDirect, isWall, signedTitle } from "../membership/title";
import { openDirectWith } from "../membership/direct_dialog";
import { plainText } from "../messages/plain_text";
import type { Place } from "./ranking";
import { visits } from "./recent";

export interface Choice extends Place {
  kind: "channel" | "person" | "thread" | "page" | "shortcut";
  channel?: ChannelView;
  person?: PersonView;
  icon?: IconNode;
  /** Said beside the title, in a quieter voice. */
  note?: string;
  unread: number;
  open: () => void;
}

const PAGES: ReadonlyArray<readonly [path: string, name: Key, icon: IconNode]> = [
  ["/feed", "feed", Newspaper],
  ["/threads", "threads", MessagesSquare],
  ["/mentions", "mentions", AtSign],
  ["/drafts", "drafts", FilePen],
  ["/saved", "saved", Bookmark],
  ["/archive", "archive.title", FolderHeart],
  ["/search", "search", Search],
  ["/me", "me", CircleUserRound],
];

/** Places on every list; people only those that have no conversation with me yet. */
export function allChoices(): Choice[] {
  const visited = new Map(visits.value.map((visit) => [visit.id, visit.at]));
  const channels = Object.values(store.channels.value).filter((channel) => channel.joined || (!channel.archived && !isDirect(channel) && !isWall(channel)));
  const partners = new Set(channels.flatMap((channel) => (channel.kind === "direct" ? (channel.member_ids ?? []) : [])));
  const people = Object.values(store.people.value).filter((person) => person.active !== false && !partners.has(person.id));
  return [
    ...channels.map((channel) => channelChoice(channel, visited.get(channel.id) ?? 0)),
    ...people.map(personChoice),
    ...threadChoices(),
    ...knownShortcuts(false).map(shortcutChoice),
    ...PAGES.map(([path, name, icon]) => pageChoice(path, t(name), icon)),
  ];
}

/** The place where one stands is not offered while nothing is asked. */
export function isHere(choice: Choice): boolean {
  const here = route.value;
  return here.at === "channel" && !here.pane && choice.id === here.channelId;
}

function channelChoice(channel: ChannelView, visited_at: number): Choice {
  const { unread, mentions } = countOf(channel.id);
  const partner = channel.kind === "direct" ? (channel.member_ids ?? []).find((id) => id !== store.me.value?.id) : undefined;
  const person = partner === undefined ? undefined : store.person(partner);
  const handle = person?.handle;
  const handles = channel.kind === "group" ? (channel.member_ids ?? []).map((id) => store.person(id)?.handle ?? "").join(" ") : "";
  return {
    kind: "channel",
    id: channel.id,
    title: channelTitle(channel),
    also: handle ?? handles,
    note: handle ? `@${handle}` : channel.joined ? channel.topic : t("not_joined"),
    channel,
    person,
    mine: channel.joined ?? false,
    visited_at,
    attention: mentions > 0 ? 2 : isUnread(channel) && channel.joined ? 1 : 0,
    unread: mentions || unread,
    order: isDirect(channel) ? 1 : 0,
    open: () => go(channelPath(channel.id)),
  };
}

function personChoice(person: PersonView): Choice {
  return {
    kind: "person",
    id: person.id,
    title: person.name,
    also: person.handle,
    note: `@${person.handle}${person.title ? ` · ${person.title}` : ""}`,
    person,
    mine: false,
    visited_at: 0,
    unread: 0,
    order: 2,
    open: () => void openDirectWith([person.id]),
  };
}

/** Those where I was lately, and those that I follow as their list last had them. */
function threadChoices(): Choice[] {
  const followed = (store.lastPage("threads") ?? []) as readonly ThreadView[];
  const listed = new Map(followed.map((thread) => [thread.thread_id, thread]));
  const been = visits.value.filter((visit) => visit.id !== visit.channel_id);
  const known = new Set(been.map((visit) => visit.id));
  const others = followed.filter((thread) => !known.has(thread.thread_id) && store.followedIds.value.has(thread.thread_id));
  const places = [...been, ...others.map((thread) => ({ id: thread.thread_id, channel_id: thread.channel_id, at: 0 }))];
  return places.flatMap((visit) => {
    const channel = store.channels.value[visit.channel_id];
    const root = store.message(visit.channel_id, visit.id) ?? store.thread(visit.id).value.root ?? listed.get(visit.id)?.root;
    if (!channel || !root || root.deleted) return [];
    const { unread = 0, mentions = 0 } = store.unreadThreads.value[visit.id] ?? {};
    const open = () => go(inboxPath(visit.channel_id, visit.id));
    return [
      {
        kind: "thread" as const,
        id: visit.id,
        title: plainText(root).slice(0, 160),
        note: signedTitle(channel),
        icon: MessagesSquare,
        mine: true,
        visited_at: visit.at,
        attention: mentions > 0 ? 2 : unread > 0 ? 1 : 0,
        unread,
        order: 3,
        open,
      },
    ];
  });
}

/** What an app offers, where it is asked for by name. */
function shortcutChoice(shortcut: ShortcutView): Choice {
  return {
    kind: "shortcut",
    id: `${shortcut.app_id} ${shortcut.callback_id}`,
    title: shortcut.name,
    also: shortcut.app_name,
    note: [shortcut.description, shortcut.app_name].filter(Boolean).join(" · "),
    icon: Zap,
    mine: true,
    visited_at: 0,
    unread: 0,
    order: 5,
    open: () => void runShortcut(shortcut, null),
  };
}

function pageChoice(path: string, title: string, icon: IconNode): Choice {
  return { kind: "page", id: path, title, icon, mine: true, visited_at: 0, unread: 0, order: 4, open: () => go(path) };
}

/** Whether keys are worth a word: at the desk. */
export const showsKeys = (): boolean => !isPhone.value;
