/** What a few words find besides and among messages, as rows in groups: each leads somewhere. */

import { CircleHelp, GraduationCap, Hash, Lock, MessageSquare, Tag } from "lucide";
import type { ComponentChildren } from "preact";
import type { SearchHit } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { fold, matchRank } from "../../ui/fold";
import { t, type Key } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { channelPath, entryPath, personPath, tagPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { useHashtags } from "../hashtags/use_hashtags";
import { isDirect, isWall } from "../membership/title";
import { pathOf } from "../messages/message_card";
import { nearTo, useFinding } from "../people/near";
import { PersonTag } from "../people/person_tag";
import { likeliest } from "../people/ranking";
import { readQuery } from "./filters";
import { marked } from "./marked";
import { useAnswer } from "./use_answer";

export interface Row {
  id: string;
  sign: ComponentChildren;
  words: ComponentChildren;
  hint?: ComponentChildren;
  /** Where it leads, or what then stands in the field. */
  href?: string;
  text?: string;
}

export interface Group {
  title: Key;
  rows: readonly Row[];
}

const SHOWN = 4;
const MESSAGES_SHOWN = 5;
const BECAUSE = { skill: "because_skill", interest: "because_interest", answer: "because_answer", recommended: "because_recommended" } as const;

/** The words of a query by which people, channels and so on are found; null where filters are set: they speak of messages. */
export function plainWords(query: string): string | null {
  const { words, filters } = readQuery(query);
  const plain = words.replace(/"/g, "").replace(/^[#@]/, "").trim();
  return filters.length > 0 || plain === "" ? null : plain;
}

/** People, channels and hashtags that are called so, who knows about it, what the FAQ says. */
export function useNamed(words: string | null): readonly Group[] {
  const asked = words === null ? null : fold(words);
  useFinding(asked, null);
  const hashtags = useHashtags(asked === null || /\s/.test(asked) ? null : asked);
  const experts = useAnswer(words, (about) => store.actions.findExperts(about));
  const entries = useAnswer(words, (about) => store.actions.listEntries(about));
  if (words === null || asked === null) return [];
  const people = likeliest(Object.values(store.people.value), asked, nearTo(null)).slice(0, SHOWN);
  return [
    {
      title: "people",
      rows: people.map((person) => ({
        id: person.id,
        href: personPath(person.id),
        sign: <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} />,
        words: person.name,
        hint: <><PersonTag person={person} /> @{person.handle}</>,
      })),
    },
    {
      title: "section_channels",
      rows: channelsCalled(asked).map((channel) => ({
        id: channel.id,
        href: channelPath(channel.id),
        sign: <Icon of={channel.kind === "private" ? Lock : Hash} size={18} />,
        words: channel.name,
      })),
    },
    {
      title: "search_hashtags",
      rows: hashtags.slice(0, SHOWN).map((hashtag) => ({
        id: `tag-${hashtag.tag}`,
        href: tagPath(hashtag.tag),
        sign: <Icon of={Tag} size={18} />,
        words: `#${hashtag.label || hashtag.tag}`,
      })),
    },
    {
      title: "search_knowing",
      rows: (experts?.items ?? []).slice(0, SHOWN).map(({ person, reasons }) => ({
        id: `knows-${person.id}`,
        href: personPath(person.id),
        sign: <Icon of={GraduationCap} size={18} />,
        words: person.name,
        hint: reasons[0] && t(BECAUSE[reasons[0].kind], { word: reasons[0].label }),
      })),
    },
    {
      title: "faq",
      rows: (entries?.items ?? []).slice(0, SHOWN).map((entry) => ({
        id: `faq-${entry.id}`,
        href: entryPath(entry.id),
        sign: <Icon of={CircleHelp} size={18} />,
        words: entry.question,
      })),
    },
  ];
}

/** The first messages that the query finds; a query that is not finished yet finds none. */
export function useMessages(query: string | null): Group {
  const found = useAnswer(query, (asked) => store.actions.search(asked, { limit: MESSAGES_SHOWN }));
  return { title: "search_in_messages", rows: (found?.items ?? []).map(messageRow) };
}

function messageRow(hit: SearchHit): Row {
  return {
    id: `hit-${hit.id}`,
    href: pathOf(hit),
    sign: <Icon of={MessageSquare} size={18} />,
    words: marked(hit.excerpt, hit.marks ?? []),
    hint: hit.author_name || store.person(hit.author_id)?.name,
  };
}

function channelsCalled(asked: string) {
  const rank = (name: string) => matchRank(name, asked);
  return Object.values(store.channels.value)
    .filter((channel) => !isDirect(channel) && !isWall(channel) && rank(channel.name) >= 0)
    .sort((one, other) => rank(one.name) - rank(other.name) || Number(other.joined ?? false) - Number(one.joined ?? false) || one.name.localeCompare(other.name))
    .slice(0, SHOWN);
}
