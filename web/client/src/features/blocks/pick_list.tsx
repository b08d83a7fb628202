/** The list that a field of many choices opens: one writes to narrow it, arrows move in it, Enter takes. */

import { Check, Hash, Lock } from "lucide";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { closePopup } from "../../ui/popup";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import type { Holder } from "./holder";
import { isItem, text, type Item } from "./items";
import { type Offer, useOffers } from "./offers";

/** An option's value, or an id. */
export const keyOf = (one: unknown): string => (isItem(one) ? text(one["value"]) : text(one));

interface ListProps {
  block: Item;
  element: Item;
  holder: Holder | null;
  label: string;
  chosen: readonly unknown[];
  /** How many at once; one closes the list. */
  most: number;
  many: boolean;
  /** At each choice; what was chosen is complete once the list goes. */
  onTake: (chosen: readonly unknown[]) => void;
  onDone: (chosen: readonly unknown[]) => void;
}

/** Stays while several are chosen, and shows which. */
export function PickList({ block, element, holder, label, chosen, most, many, onTake, onDone }: ListProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [taken, setTaken] = useState(chosen);
  const { offers, told, waits } = useOffers(block, element, query, holder);
  const current = Math.min(at, offers.length - 1);
  const changed = useRef<readonly unknown[] | null>(null);
  useEffect(() => () => void (changed.current && onDone(changed.current)), []);
  useLayoutEffect(() => {
    list.current?.querySelector(".app-pick__offer--at")?.scrollIntoView({ block: "nearest" });
  }, [current, query]);
  const keys = taken.map(keyOf);
  const full = many && taken.length >= most;
  const take = (offer: Offer | undefined) => {
    if (!offer) return;
    if (!many) {
      closePopup();
      return onDone([offer.one]);
    }
    const next = keys.includes(offer.key) ? taken.filter((one) => keyOf(one) !== offer.key) : [...taken, offer.one].slice(0, most);
    changed.current = next;
    setTaken(next);
    onTake(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((Math.max(current, 0) + step + offers.length) % Math.max(offers.length, 1));
    else if (event.key === "Enter") take(offers[current]);
    else return;
    event.preventDefault();
  };
  const line = (offer: Offer) => {
    const index = offers.indexOf(offer);
    const isTaken = keys.includes(offer.key);
    return (
      <li
        key={offer.key}
        id={`${id}-${index}`}
        role="option"
        aria-selected={isTaken}
        aria-disabled={full && !isTaken}
        class={`menu-item app-pick__offer ${index === current ? "app-pick__offer--at" : ""}`}
        onPointerMove={(event) => event.pointerType === "mouse" && setAt(index)}
        onClick={() => take(offer)}
      >
        <OfferMark offer={offer} />
        <span class="menu-item__words app-pick__words">
          <span class="clip">{offer.name}</span>
          {offer.about && <span class="app-pick__about clip">{offer.about}</span>}
        </span>
        {isTaken && <Icon of={Check} size={18} />}
      </li>
    );
  };
  return (
    <div class="app-pick__list">
      <input
        type="text"
        role="combobox"
        class="search-field"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={offers.length > 0}
        aria-controls={id}
        aria-activedescendant={offers.length > 0 ? `${id}-${current}` : undefined}
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        value={query}
        autofocus
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul ref={list} id={id} role="listbox" aria-label={t("app_choices")} aria-multiselectable={many} aria-busy={waits} class="scroll" hidden={offers.length === 0}>
        {partsOf(offers).map(({ group, of }) =>
          group === "" ? (
            of.map(line)
          ) : (
            <li key={group} role="group" aria-label={group}>
              <p class="app-pick__group" aria-hidden="true">{group}</p>
              <ul role="none">{of.map(line)}</ul>
            </li>
          ),
        )}
      </ul>
      <p class="app-pick__told" role="status">{told ?? (full ? t("app_most", { count: most }) : "")}</p>
      {many && <Button look="primary" onClick={closePopup}>{t("app_done")}</Button>}
    </div>
  );
}

/** Those that stand together under one label. */
function partsOf(offers: readonly Offer[]): { group: string; of: Offer[] }[] {
  const parts: { group: string; of: Offer[] }[] = [];
  for (const offer of offers) {
    const last = parts.at(-1);
    if (last && last.group === (offer.group ?? "")) last.of.push(offer);
    else parts.push({ group: offer.group ?? "", of: [offer] });
  }
  return parts;
}

function OfferMark({ offer }: { offer: Offer }) {
  if (offer.personId) return <Avatar id={offer.personId} name={offer.name} size={20} photo={avatarUrl(store.person(offer.personId))} />;
  if (offer.closed === undefined) return null;
  return <Icon of={offer.closed ? Lock : Hash} size={18} />;
}
