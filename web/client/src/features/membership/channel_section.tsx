/** One section of the list: a name that folds it and is taken hold of, and its channels. */

import type { ComponentChildren, VNode } from "preact";
import { ArrowDown, ArrowUp, ChevronDown, ChevronsDownUp, ChevronsUpDown } from "lucide";
import { useComputed } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import type { ChannelView } from "../../protocol";
import { formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Menu, MenuItem, openPopup } from "../../ui/popup";
import { store } from "../../ui/store";
import { useLongPress } from "../messages/long_press";
import { ChannelLine, keepFocus } from "./channel_line";
import { dragHandlers, dropClass } from "./drag_order";
import { mayMoveSection, moveSection, placeSection, SECTION_NAMES } from "./moving";
import type { SectionId } from "./sections";

interface SectionProps {
  id: SectionId;
  channels: readonly ChannelView[];
  /** What stands at the right of the name. */
  tool?: ComponentChildren;
  /** What stands there while there is no channel. */
  empty?: ComponentChildren;
}

export function ChannelSection({ id, channels, tool, empty }: SectionProps) {
  const listId = useId();
  const drop = useComputed(() => dropClass("section", id));
  const closed = store.preferences.value.collapsed.includes(id);
  const name = t(SECTION_NAMES[id]);
  const press = useLongPress((target) => openSectionMenu(target, id));
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!event.altKey || event.shiftKey || step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (mayMoveSection(id, step)) keepFocus(event.currentTarget as HTMLElement, () => moveSection(id, step));
  };
  const openMenu = (event: MouseEvent) => {
    press.onContextMenu(event);
    if ((event as PointerEvent).pointerType === "touch") return;
    event.preventDefault();
    openSectionMenu(event.currentTarget, id);
  };
  return (
    <section class={`section ${drop.value}`} data-drag="section" data-drag-id={id}>
      <header class="section__header">
        <button
          type="button"
          class="section__name"
          aria-expanded={!closed}
          aria-controls={listId}
          onClick={() => fold(id, !closed)}
          onKeyDown={onKey}
          {...dragHandlers({ kind: "section", id, onDrop: (before) => placeSection(id, before as SectionId | null) })}
          {...press}
          onContextMenu={openMenu}
        >
          <Icon of={ChevronDown} size={14} class={closed ? "section__turned" : ""} />
          {name}
          {closed && channels.length > 0 && <span class="section__count tabular">{formatNumber(channels.length)}</span>}
        </button>
        {tool}
      </header>
      <div role="list" id={listId} aria-label={name} hidden={closed}>
        <Lines ids={closed ? [] : channels.map((channel) => channel.id)} section={id} />
      </div>
      {!closed && channels.length === 0 && empty}
    </section>
  );
}

/** So many lines are drawn or left out together: each part costs at every frame, drawn or not. */
const PART = 25;

/** The same line element for as long as it is shown: what did not change is not drawn again. */
export function Lines({ ids, section }: { ids: readonly string[]; section: SectionId | "found" }) {
  const lines = useRef(new Map<string, VNode>());
  const shown = new Map<string, VNode>();
  for (const id of ids) {
    const line = lines.current.get(id) ?? (
      <div key={id} role="listitem">
        <ChannelLine channelId={id} section={section} />
      </div>
    );
    shown.set(id, line);
  }
  lines.current = shown;
  const all = [...shown.values()];
  const parts = Array.from({ length: Math.ceil(all.length / PART) }, (_, at) => all.slice(at * PART, (at + 1) * PART));
  return (
    <>
      {parts.map((part, at) => (
        <div key={at} role="presentation" class="channel-part" style={{ "--lines": part.length }}>
          {part}
        </div>
      ))}
    </>
  );
}

function fold(id: SectionId, closed: boolean): void {
  const others = store.preferences.value.collapsed.filter((other) => other !== id);
  store.actions.setPreferences({ collapsed: closed ? [...others, id] : others });
}

function openSectionMenu(from: EventTarget | null, id: SectionId): void {
  const closed = store.preferences.value.collapsed.includes(id);
  openPopup(from, t(SECTION_NAMES[id]), () => (
    <Menu label={t(SECTION_NAMES[id])}>
      <MenuItem icon={closed ? ChevronsUpDown : ChevronsDownUp} onChoose={() => fold(id, !closed)}>{t(closed ? "section_unfold" : "section_fold")}</MenuItem>
      {mayMoveSection(id, -1) && <MenuItem icon={ArrowUp} onChoose={() => moveSection(id, -1)}>{t("move_up")}</MenuItem>}
      {mayMoveSection(id, 1) && <MenuItem icon={ArrowDown} onChoose={() => moveSection(id, 1)}>{t("move_down")}</MenuItem>}
    </Menu>
  ));
}
