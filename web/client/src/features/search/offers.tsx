/** What can stand behind a filter that is being written, and the filters themselves. */

import { CalendarDays, Filter as FilterIcon, Hash, Lock, UserRound } from "lucide";
import { Avatar } from "../../ui/avatar";
import { fold, matchRank } from "../../ui/fold";
import { t, type Key } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { isDirect, isWall } from "../membership/title";
import { nearTo, useFinding } from "../people/near";
import { likeliest } from "../people/ranking";
import { completed, namesBegun, withName, type Open } from "./completing";
import { PEOPLE } from "./filters";
import type { Group, Row } from "./found";
import { KINDS } from "./kinds";

const SHOWN = 6;
const OPERATORS: ReadonlyArray<readonly [Key, Key]> = [
  ["operator_from", "operator_from_hint"],
  ["operator_to", "operator_to_hint"],
  ["operator_with", "operator_with_hint"],
  ["operator_in", "operator_in_hint"],
  ["operator_has", "operator_has_hint"],
  ["operator_is", "operator_is_hint"],
  ["operator_before", "operator_before_hint"],
  ["operator_after", "operator_after_hint"],
  ["operator_since", "operator_since_hint"],
  ["operator_on", "operator_on_hint"],
];

/** The filters whose names are begun; in an empty field, all. */
export function operatorsFor(text: string): Group {
  const begun = namesBegun(text, OPERATORS.map(([name]) => t(name)));
  const rows = OPERATORS.filter(([name]) => begun.includes(t(name))).map(([name, hint]) => ({
    id: name,
    sign: <Icon of={FilterIcon} size={18} />,
    words: t(name),
    hint: t(hint),
    text: withName(text, t(name)),
  }));
  return { title: "filters", rows };
}

/** People, channels, kinds or days for the filter that is being written. */
export function useOffers(open: Open | null): Group {
  const people = usePeople(open !== null && PEOPLE.includes(open.name) ? open : null);
  if (open === null) return { title: "filters", rows: [] };
  if (PEOPLE.includes(open.name)) return { title: "people", rows: people };
  if (open.name === "in") return { title: "section_channels", rows: channelsFor(open) };
  if (open.name === "has" || open.name === "is") return { title: "filters", rows: kindsFor(open) };
  return { title: "filter_when", rows: daysFor(open) };
}

function usePeople(open: Open | null): Row[] {
  const asked = open && fold(open.value.replace(/^@/, ""));
  useFinding(asked, null);
  if (open === null || asked === null) return [];
  const me: Row = { id: "me", sign: <Icon of={UserRound} size={18} />, words: t("you"), hint: t("operator_me"), text: completed(open, t("operator_me")) };
  const found = likeliest(Object.values(store.people.value), asked, nearTo(null)).slice(0, SHOWN);
  const rows = found.map((person) => ({
    id: person.id,
    sign: <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} />,
    words: person.name,
    hint: `@${person.handle}`,
    text: completed(open, person.handle),
  }));
  return fold(t("operator_me")).startsWith(asked) ? [me, ...rows] : rows;
}

function channelsFor(open: Open): Row[] {
  const asked = fold(open.value.replace(/^#/, ""));
  return Object.values(store.channels.value)
    .filter((channel) => !isDirect(channel) && !isWall(channel) && matchRank(channel.name, asked) >= 0)
    .sort((one, other) => matchRank(one.name, asked) - matchRank(other.name, asked) || Number(other.joined ?? false) - Number(one.joined ?? false) || one.name.localeCompare(other.name))
    .slice(0, SHOWN)
    .map((channel) => ({
      id: channel.id,
      sign: <Icon of={channel.kind === "private" ? Lock : Hash} size={18} />,
      words: channel.name,
      text: completed(open, channel.name),
    }));
}

function kindsFor(open: Open): Row[] {
  const asked = fold(open.value);
  return KINDS.filter((kind) => kind.name === open.name && (fold(t(kind.key)).includes(asked) || kind.value.startsWith(asked))).map((kind) => ({
    id: `${kind.name}-${kind.value}`,
    sign: <Icon of={kind.icon} size={18} />,
    words: t(kind.key),
    text: completed(open, kind.value),
  }));
}

/** Today, a week and a month ago: the form that days have is seen at once. */
function daysFor(open: Open): Row[] {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const days = ([["filter_today", 0], ["filter_week", 7], ["filter_month", 30]] as const).map(([key, ago]) => ({ key, day: day(ago) }));
  return days
    .filter((one) => one.day.startsWith(open.value))
    .map(({ key, day }) => ({ id: key, sign: <Icon of={CalendarDays} size={18} />, words: t(key), hint: day, text: completed(open, day) }));
}
