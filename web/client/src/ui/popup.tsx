/** What opens from a control: a small panel beside it at the desk, a sheet in the pocket. */

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { IconNode } from "lucide";
import { useBackCloses } from "./covers";
import { hasEnded } from "./dialog";
import { Icon } from "./icon";
import { isPhone } from "./screen";
import "./popup.css";

interface Opened {
  anchor: DOMRect;
  label: string;
  render: () => ComponentChildren;
}

const opened = signal<Opened | null>(null);

/** Open a popup from the control that was pressed. */
export function openPopup(from: EventTarget | null, label: string, render: () => ComponentChildren): void {
  const anchor = from instanceof Element ? from.getBoundingClientRect() : new DOMRect();
  opened.value = { anchor, label, render };
}

export function closePopup(): void {
  opened.value = null;
}

/** Where the open popup lives: once, before the page's content. */
export function PopupHost() {
  const popup = opened.value;
  useBackCloses(popup !== null, closePopup);
  return popup ? <Popup key={popup.label} {...popup} /> : null;
}

function Popup({ anchor, label, render }: Opened) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    element.showModal();
    if (!isPhone.value) place(element, anchor);
    return () => element.close();
  }, [anchor]);
  return (
    <dialog
      ref={dialog}
      class="popup"
      aria-label={label}
      onClose={(event) => hasEnded(event.currentTarget) && closePopup()}
      onKeyDown={moveFocus}
      onPointerDown={(event) => event.target === dialog.current && closePopup()}
    >
      <div class="popup__panel">{render()}</div>
    </dialog>
  );
}

/** Below the anchor if there is room, else above; the edges nearer to the window's meet, inside it. */
function place(element: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = anchor.bottom + 4;
  const top = below + height < innerHeight - 8 ? below : Math.max(8, anchor.top - height - 4);
  const edge = anchor.left + anchor.right < innerWidth ? anchor.left : anchor.right - width;
  const left = Math.min(Math.max(8, edge), innerWidth - width - 8);
  element.style.top = `${top}px`;
  element.style.left = `${left}px`;
}

function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || event.target instanceof HTMLInputElement) return;
  const host = event.currentTarget as HTMLElement;
  const stops = [...host.querySelectorAll<HTMLElement>("button:not(:disabled), a[href]")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[(at + step + stops.length) % stops.length]?.focus();
  event.preventDefault();
}

interface MenuItemProps {
  icon: IconNode;
  danger?: boolean;
  hint?: string;
  onChoose: () => void;
  children: ComponentChildren;
}

/** One line of a menu; choosing it closes the menu first. */
export function MenuItem({ icon, danger, hint, onChoose, children }: MenuItemProps) {
  const choose = () => {
    closePopup();
    onChoose();
  };
  return (
    <button type="button" role="menuitem" class={`menu-item ${danger ? "menu-item--danger" : ""}`} onClick={choose}>
      <Icon of={icon} size={18} />
      <span class="menu-item__words">{children}</span>
      {hint && <span class="menu-item__hint">{hint}</span>}
    </button>
  );
}

/** A menu's lines; a `Menu` stands inside a popup. */
export function Menu({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div role="menu" aria-label={label} class="menu">
      {children}
    </div>
  );
}

export function MenuLine() {
  return <hr class="menu-line" />;
}
