/** What could stand at the caret: people after @, channels after #, emoji after a colon. Pure. */

import type { ChannelView, CommandView, HashtagView, PersonView, ShortcutView } from "../../protocol";
import { fold, matchRank } from "../../ui/fold";
import { likeliest, nearlyBegins, type Near } from "../people/ranking";
import type { AnyEmoji } from "../reactions/all_emoji";
import { toned } from "../reactions/emoji";
import { searchEmoji } from "../reactions/emoji_search";

export interface Trigger {
  sign: "@" | "#" | ":" | "/";
  query: string;
  start: number;
  end: number;
}

export type Choice =
  | { kind: "person"; key: string; insert: string; person: PersonView }
  | { kind: "everybody"; key: string; insert: string; word: "channel" | "here" }
  | { kind: "hashtag"; key: string; insert: string; hashtag: HashtagView }
  | { kind: "channel"; key: string; insert: string; channel: ChannelView }
  | { kind: "command"; key: string; insert: string; slash: CommandView }
  | { kind: "shortcut"; key: string; insert: string; shortcut: ShortcutView }
  | { kind: "emoji"; key: string; insert: string; character: string; name: string };

export const MOST = 8;

/** The word with a sign that the caret stands in or after, if any. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const command = /^\/([\w.-]*)$/.exec(text.slice(0, caret));
  if (command) return { sign: "/", query: fold(command[1]!), start: 0, end: caret };
  const found = /(?:^|[\s([{"'’])([@#:])([\p{L}\p{N}\p{M}_.+-]*)$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const sign = found[1] as Trigger["sign"];
  const query = found[2]!;
  if (sign === ":" && query.length < 2) return null;
  return { sign, query: fold(query), start: caret - query.length - 1, end: caret };
}

export function peopleChoices(query: string, people: Iterable<PersonView>, near: Near): Choice[] {
  const choices: Choice[] = likeliest(people, query, near).slice(0, MOST).map((person) => ({ kind: "person", key: person.id, insert: `@${person.handle} `, person }));
  if (query === "" || choices.length >= MOST) return [...choices.slice(0, MOST - (query === "" ? 0 : 2)), ...everybody(query)].slice(0, MOST);
  return [...choices, ...everybody(query)].slice(0, MOST);
}

/** Commands by name; then what apps offer beside, which is run where it is chosen. */
export function commandChoices(query: string, commands: readonly CommandView[], shortcuts: readonly ShortcutView[] = []): Choice[] {
  const found = ranking([...commands], (command) => matchRank(command.name, query));
  const beside = ranking([...shortcuts], (one) => matchRank(`${one.name} ${one.app_name}`, query));
  const room = MOST - Math.min(beside.length, 3);
  const slashes: Choice[] = found.slice(0, room).map((slash) => ({ kind: "command", key: `/${slash.name}`, insert: `/${slash.name} `, slash }));
  const offered = beside.slice(0, MOST - slashes.length);
  return [...slashes, ...offered.map((shortcut): Choice => ({ kind: "shortcut", key: `${shortcut.app_id} ${shortcut.callback_id}`, insert: "", shortcut }))];
}

function everybody(query: string): Choice[] {
  return (["channel", "here"] as const)
    .filter((word) => query !== "" && word.startsWith(query))
    .map((word) => ({ kind: "everybody", key: word, insert: `@${word} `, word }));
}

export function channelChoices(query: string, channels: Iterable<ChannelView>): Choice[] {
  const named = [...channels].filter((channel) => (channel.kind === "public" || channel.kind === "private") && !channel.archived && !channel.wall_of);
  const exact = ranking(named, (channel) => joinedFirst(matchRank(channel.name, query), channel));
  const found = exact.length > 0 ? exact : ranking(named, (channel) => joinedFirst(typoRank(channel.name, query), channel));
  return found.slice(0, MOST).map((channel) => ({ kind: "channel", key: channel.id, insert: `#${channel.name} `, channel }));
}

/** Beside channels, of which one of the same name is meant instead. */
export function hashtagChoices(hashtags: readonly HashtagView[], channels: readonly Choice[]): Choice[] {
  const taken = new Set(channels.flatMap((choice) => (choice.kind === "channel" ? [fold(choice.channel.name)] : [])));
  const found = hashtags.filter((hashtag) => !taken.has(hashtag.tag));
  const room = MOST - Math.min(channels.length, MOST - Math.min(found.length, 3));
  return found.slice(0, room).map((hashtag) => ({ kind: "hashtag", key: `#${hashtag.tag}`, insert: `#${hashtag.label} `, hashtag }));
}

const joinedFirst = (rank: number, channel: ChannelView) => (rank < 0 ? rank : rank + (channel.joined ? 0 : 0.5));

/** With one mistake: 0 where the whole name nearly begins so, 1 where a later word does. */
function typoRank(name: string, query: string): number {
  const [whole, ...words] = [fold(name), ...fold(name).split(/[\s._-]+/).slice(1)];
  if (nearlyBegins(whole, query)) return 0;
  return words.some((word) => nearlyBegins(word, query)) ? 1 : -1;
}

/** `recent` are names; `tone` is the person's skin tone. */
export function emojiChoices(query: string, all: readonly AnyEmoji[], recent: readonly string[] = [], tone = 0): Choice[] {
  return searchEmoji(all, query, MOST, recent).map((emoji) => {
    const character = toned(emoji.character, tone, emoji.tones);
    const name = emoji.names.find((other) => other.startsWith(query)) ?? emoji.name;
    return { kind: "emoji", key: emoji.name, insert: `${character} `, character, name };
  });
}

/** Those whose rank is not negative, the lowest first, else as they came. */
function ranking<Item>(items: Item[], rank: (item: Item) => number): Item[] {
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((entry) => entry.rank >= 0)
    .sort((one, other) => one.rank - other.rank)
    .map((entry) => entry.item);
}
