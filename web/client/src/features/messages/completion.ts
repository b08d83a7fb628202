/** What could stand at the caret: people after @, channels after #, emoji after a colon. Pure. */

import type { ChannelView, PersonView } from "../../protocol";
import { fold, matchRank } from "../../ui/fold";
import { likeliest, type Near } from "../people/ranking";
import { EMOJI } from "../reactions/emoji";

export interface Trigger {
  sign: "@" | "#" | ":";
  query: string;
  start: number;
  end: number;
}

export type Choice =
  | { kind: "person"; key: string; insert: string; person: PersonView }
  | { kind: "everybody"; key: string; insert: string; word: "channel" | "here" }
  | { kind: "channel"; key: string; insert: string; channel: ChannelView }
  | { kind: "emoji"; key: string; insert: string; character: string; name: string };

const MOST = 8;

/** The word with a sign that the caret stands in or after, if any. */
export function triggerAt(text: string, caret: number): Trigger | null {
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

function everybody(query: string): Choice[] {
  return (["channel", "here"] as const)
    .filter((word) => query !== "" && word.startsWith(query))
    .map((word) => ({ kind: "everybody", key: word, insert: `@${word} `, word }));
}

export function channelChoices(query: string, channels: Iterable<ChannelView>): Choice[] {
  const named = [...channels].filter((channel) => (channel.kind === "public" || channel.kind === "private") && !channel.archived);
  return ranking(named, (channel) => matchRank(channel.name, query) + (channel.joined ? 0 : 0.5))
    .slice(0, MOST)
    .map((channel) => ({ kind: "channel", key: channel.id, insert: `#${channel.name} `, channel }));
}

export function emojiChoices(query: string): Choice[] {
  return ranking([...EMOJI], (emoji) => emoji.names.map((name) => matchRank(name, query)).reduce(best))
    .slice(0, MOST)
    .map(({ character, name }) => ({ kind: "emoji", key: name, insert: `${character} `, character, name }));
}

function best(one: number, other: number): number {
  if (one < 0) return other;
  return other < 0 ? one : Math.min(one, other);
}

/** Those whose rank is not negative, the lowest first, else as they came. */
function ranking<Item>(items: Item[], rank: (item: Item) => number): Item[] {
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((entry) => entry.rank >= 0)
    .sort((one, other) => one.rank - other.rank)
    .map((entry) => entry.item);
}
