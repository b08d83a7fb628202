/** What can be chosen in a field of many choices: what is known here, or what its app offers for what was typed. */

import { useEffect, useState } from "preact/hooks";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { channelTitle, isDirect } from "../membership/title";
import { nearTo, useFinding } from "../people/near";
import { likeliest } from "../people/ranking";
import { appSentence } from "./app_sentence";
import type { Holder } from "./holder";
import { items, line, text, type Item } from "./items";
import { kindOf } from "./values";

export interface Offer {
  key: string;
  name: string;
  one: unknown;
  /** Of what it is said to be a part. */
  group?: string;
  about?: string;
  personId?: string;
  closed?: boolean;
}

export interface Offers {
  offers: readonly Offer[];
  /** Said where there is nothing to choose from, or not yet. */
  told: string | null;
  waits: boolean;
}

const SHOWN = 30;
const MOST_OPTIONS = 100;
const LEAST_TYPED = 3;
const TYPED_MS = 250;

const isLoaded = (element: Item) => kindOf(element).includes("external");

export function useOffers(block: Item, element: Item, query: string, holder: Holder | null): Offers {
  const people = kindOf(element).includes("users");
  const asked = query.trim();
  useFinding(people && asked !== "" ? fold(asked) : null, null);
  const loaded = useLoaded(block, element, asked, isLoaded(element) ? holder : null);
  if (loaded) return loaded;
  const offers = offersFor(element, fold(asked));
  return { offers, told: offers.length > 0 ? null : t("app_nothing_fits"), waits: false };
}

/** Asked once no key has come for a moment; what was offered before stays until the answer. */
function useLoaded(block: Item, element: Item, asked: string, holder: Holder | null): Offers | null {
  const [found, setFound] = useState<{ for: string; offers: readonly Offer[]; failed: string | null } | null>(null);
  const least = Number(element["min_query_length"] ?? LEAST_TYPED);
  const enough = asked.length >= least;
  useEffect(() => {
    if (!holder || !enough) return;
    let stale = false;
    const take = (offers: readonly Offer[], failed: string | null) => void (stale || setFound({ for: asked, offers, failed }));
    const ask = () =>
      void holder.load(text(block["block_id"]), text(element["action_id"]), asked).then(
        (answer) => take([...optionOffers(answer.options ?? []), ...(answer.groups ?? []).flatMap((group) => optionOffers(group.options ?? [], group.label))], null),
        (error: unknown) => take([], appSentence(error, holder.app)),
      );
    const timer = setTimeout(ask, asked === "" ? 0 : TYPED_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [asked, enough, holder]);
  if (!holder) return null;
  if (!enough) return { offers: [], told: t("app_type_more", { count: least }), waits: false };
  const waits = found?.for !== asked;
  const offers = found?.offers ?? [];
  if (waits) return { offers, told: offers.length > 0 ? null : t("app_waiting", { name: holder.app }), waits };
  return { offers, told: found.failed ?? (offers.length > 0 ? null : t("app_nothing_fits")), waits };
}

const optionOffers = (options: readonly Item[], group = ""): Offer[] =>
  options.map((option) => ({
    key: text(option["value"]),
    name: line(option["text"]),
    one: option,
    ...(group ? { group } : {}),
    ...(line(option["description"]) ? { about: line(option["description"]) } : {}),
  }));

function offersFor(element: Item, query: string): Offer[] {
  const kind = kindOf(element);
  if (kind.includes("users")) {
    const found = likeliest(Object.values(store.people.value), query, nearTo(null));
    return found.slice(0, SHOWN).map((person) => ({ key: person.id, name: person.name, one: person.id, personId: person.id }));
  }
  if (kind.includes("static")) {
    const grouped = items(element["option_groups"]).flatMap((group) => optionOffers(items(group["options"]), line(group["label"])));
    return [...optionOffers(items(element["options"])), ...grouped].filter((offer) => fold(offer.name).includes(query)).slice(0, MOST_OPTIONS);
  }
  const all = Object.values(store.channels.value).filter((channel) => !channel.archived);
  const wanted = kind.includes("channels") ? all.filter((channel) => channel.kind === "public") : all.filter((channel) => channel.joined);
  const offers = wanted.map((channel) => {
    const direct = isDirect(channel);
    return { key: channel.id, name: channelTitle(channel), one: channel.id, ...(direct ? {} : { closed: channel.kind === "private" }) };
  });
  return offers.filter((offer) => fold(offer.name).includes(query)).sort((a, b) => a.name.localeCompare(b.name)).slice(0, SHOWN);
}
