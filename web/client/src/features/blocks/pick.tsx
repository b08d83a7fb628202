/** Choosing people, channels or options out of many: a field that opens a list to search in. */

import { Check, ChevronDown, Hash, Lock, X } from "lucide";
import { useState } from "preact/hooks";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { closePopup, openPopup } from "../../ui/popup";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { channelTitle, isDirect } from "../membership/title";
import { nearTo, useFinding } from "../people/near";
import { likeliest } from "../people/ranking";
import type { Field } from "./element";
import { isItem, items, line, text, type Item } from "./items";
import { isMany, kindOf } from "./values";

const SHOWN = 30;

export function PickField({ element, held, choose, name, waiting }: Field) {
  const many = isMany(element);
  const { "aria-invalid": _, ...named } = name; // a group is never invalid
  const chosen: unknown[] = many ? (Array.isArray(held) ? held : []) : held ? [held] : [];
  const most = Number(element["max_selected_items"] ?? 100);
  const label = line(element["placeholder"]) || t("app_choose");
  const take = (one: unknown) => {
    if (!many) return choose(one);
    const rest = chosen.filter((other) => keyOf(other) !== keyOf(one));
    choose(rest.length < chosen.length ? rest : [...chosen, one].slice(0, most));
  };
  const open = (from: Element) =>
    openPopup(from, label, () => <List element={element} label={label} chosen={chosen.map(keyOf)} many={many} onTake={take} />);
  return (
    <div class="app-pick" role="group" {...named}>
      {chosen.map((one) => (
        <button key={keyOf(one)} type="button" class="chip" aria-label={t("take_out", { name: nameOf(element, one) })} onClick={() => choose(many ? chosen.filter((other) => other !== one) : null)}>
          {nameOf(element, one)}
          <Icon of={X} size={14} />
        </button>
      ))}
      {(many || chosen.length === 0) && (
        <button type="button" class="app-select app-pick__open" aria-haspopup="dialog" aria-busy={waiting} onClick={(event) => open(event.currentTarget)}>
          <span class="clip">{label}</span>
          <Icon of={ChevronDown} size={16} />
        </button>
      )}
    </div>
  );
}

/** An option's value, or an id. */
const keyOf = (one: unknown): string => (isItem(one) ? text(one["value"]) : text(one));

function nameOf(element: Item, one: unknown): string {
  if (isItem(one)) return line(one["text"]);
  const id = text(one);
  if (kindOf(element).includes("users")) return store.person(id)?.name ?? t("someone");
  const channel = store.channels.value[id];
  return channel ? (isDirect(channel) ? channelTitle(channel) : `#${channel.name}`) : t("someone");
}

interface ListProps {
  element: Item;
  label: string;
  chosen: readonly string[];
  many: boolean;
  onTake: (one: unknown) => void;
}

interface Offer {
  key: string;
  name: string;
  one: unknown;
  personId?: string;
  closed?: boolean;
}

/** Stays while several are chosen, and shows which. */
function List({ element, label, chosen, many, onTake }: ListProps) {
  const [query, setQuery] = useState("");
  const [taken, setTaken] = useState(new Set(chosen));
  const people = kindOf(element).includes("users");
  useFinding(people && query.trim() !== "" ? fold(query.trim()) : null, null);
  const offers = offersFor(element, fold(query.trim())).slice(0, SHOWN);
  const take = (offer: Offer) => {
    onTake(offer.one);
    if (!many) return closePopup();
    const next = new Set(taken);
    if (!next.delete(offer.key)) next.add(offer.key);
    setTaken(next);
  };
  return (
    <div class="app-pick__list">
      <input type="search" class="search-field" aria-label={label} placeholder={label} value={query} autofocus onInput={(event) => setQuery(event.currentTarget.value)} />
      <ul role="list" aria-label={t("app_choices")} class="scroll">
        {offers.map((offer) => (
          <li key={offer.key}>
            <button type="button" class="menu-item" aria-pressed={many ? taken.has(offer.key) : undefined} onClick={() => take(offer)}>
              <OfferMark offer={offer} />
              <span class="menu-item__words clip">{offer.name}</span>
              {taken.has(offer.key) && <Icon of={Check} size={18} />}
            </button>
          </li>
        ))}
      </ul>
      {offers.length === 0 && <p class="app-pick__nothing" role="status">{t("app_nothing_fits")}</p>}
      {many && <Button look="primary" onClick={closePopup}>{t("app_done")}</Button>}
    </div>
  );
}

function OfferMark({ offer }: { offer: Offer }) {
  if (offer.personId) return <Avatar id={offer.personId} name={offer.name} size={20} photo={avatarUrl(store.person(offer.personId))} />;
  if (offer.closed === undefined) return null;
  return <Icon of={offer.closed ? Lock : Hash} size={18} />;
}

function offersFor(element: Item, query: string): Offer[] {
  const kind = kindOf(element);
  if (kind.includes("users")) {
    const found = likeliest(Object.values(store.people.value), query, nearTo(null));
    return found.map((person) => ({ key: person.id, name: person.name, one: person.id, personId: person.id }));
  }
  if (kind.includes("static")) {
    const options = [...items(element["options"]), ...items(element["option_groups"]).flatMap((group) => items(group["options"]))];
    const fitting = options.filter((option) => fold(line(option["text"])).includes(query));
    return fitting.map((option) => ({ key: text(option["value"]), name: line(option["text"]), one: option }));
  }
  const all = Object.values(store.channels.value).filter((channel) => !channel.archived);
  const wanted = kind.includes("channels") ? all.filter((channel) => channel.kind === "public") : all.filter((channel) => channel.joined);
  const offers = wanted.map((channel) => {
    const direct = isDirect(channel);
    return { key: channel.id, name: channelTitle(channel), one: channel.id, ...(direct ? {} : { closed: channel.kind === "private" }) };
  });
  return offers.filter((offer) => fold(offer.name).includes(query)).sort((a, b) => a.name.localeCompare(b.name));
}
