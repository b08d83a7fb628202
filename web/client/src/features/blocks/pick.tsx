/** Choosing people, channels or options out of many: a field that opens a list to search in. */

import { ChevronDown, X } from "lucide";
import { useContext } from "preact/hooks";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { openPopup } from "../../ui/popup";
import { store } from "../../ui/store";
import { channelTitle, isDirect } from "../membership/title";
import type { Field } from "./element";
import { Held } from "./holder";
import { isItem, line, text, type Item } from "./items";
import { keyOf, PickList } from "./pick_list";
import { isMany, kindOf } from "./values";

const MOST = 100;

export function PickField({ block, element, held, choose, keep, name, waiting }: Field) {
  const holder = useContext(Held);
  const many = isMany(element);
  const { "aria-invalid": _, ...named } = name; // a group is never invalid
  const chosen: unknown[] = many ? (Array.isArray(held) ? held : []) : held ? [held] : [];
  const most = Math.max(1, Number(element["max_selected_items"] ?? MOST));
  const label = line(element["placeholder"]) || t("app_choose");
  const done = (taken: readonly unknown[]) => choose(many ? taken : taken[0]);
  const open = (from: Element) =>
    openPopup(from, label, () => (
      <PickList block={block} element={element} holder={holder} label={label} chosen={chosen} most={most} many={many} onTake={keep} onDone={done} />
    ));
  return (
    <div class="app-pick" role="group" {...named}>
      {many && chosen.map((one) => (
        <button key={keyOf(one)} type="button" class="chip" aria-label={t("take_out", { name: nameOf(element, one) })} onClick={() => choose(chosen.filter((other) => other !== one))}>
          {nameOf(element, one)}
          <Icon of={X} size={14} />
        </button>
      ))}
      <button type="button" class="app-select app-pick__open" aria-haspopup="dialog" aria-busy={waiting} onClick={(event) => open(event.currentTarget)}>
        <span class={`clip ${!many && chosen.length > 0 ? "" : "app-pick__placeholder"}`}>{!many && chosen.length > 0 ? nameOf(element, chosen[0]) : label}</span>
        <Icon of={ChevronDown} size={16} />
      </button>
      {!many && chosen.length > 0 && (
        <button type="button" class="icon-button app-pick__clear" aria-label={t("take_out", { name: nameOf(element, chosen[0]) })} onClick={() => choose(null)}>
          <Icon of={X} size={16} />
        </button>
      )}
    </div>
  );
}

function nameOf(element: Item, one: unknown): string {
  if (isItem(one)) return line(one["text"]);
  const id = text(one);
  if (kindOf(element).includes("users")) return store.person(id)?.name ?? t("someone");
  const channel = store.channels.value[id];
  return channel ? (isDirect(channel) ? channelTitle(channel) : `#${channel.name}`) : t("someone");
}
