/** Dialogs: a card at the desk, a sheet from below in the pocket. One is open at a time. */

import { signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { X } from "lucide";
import { Button, IconButton } from "./button";
import { useBackCloses } from "./covers";
import { t } from "./i18n";
import "./dialog.css";

const current = signal<(() => VNode) | null>(null);

/** Show a dialog; what `render` returns should be a `Dialog`. */
export function openDialog(render: () => VNode): void {
  current.value = render;
}

export function closeDialog(): void {
  current.value = null;
}

/** Where the open dialog lives: once, before the page's content. */
export function DialogHost() {
  const render = current.value;
  useBackCloses(render !== null, closeDialog);
  return render ? render() : null;
}

interface DialogProps {
  title: string;
  wide?: boolean;
  /** In the pocket it takes the whole screen. */
  full?: boolean;
  onSubmit?: () => void;
  footer?: ComponentChildren;
  children: ComponentChildren;
}

/** A modal card. The browser keeps focus inside, closes it on Escape and gives focus back. */
export function Dialog({ title, wide, full, onSubmit, footer, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useModal(dialog);
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <dialog
      ref={dialog}
      class={`dialog ${wide ? "dialog--wide" : ""} ${full ? "dialog--full" : ""}`}
      aria-labelledby={heading}
      onClose={(event) => hasEnded(event.currentTarget) && closeDialog()}
      onPointerDown={(event) => event.target === dialog.current && closeDialog()}
    >
      <form class="dialog__card" method="dialog" onSubmit={submit} novalidate>
        <header class="dialog__header">
          <h2 id={heading} tabIndex={-1}>
            {title}
          </h2>
          <IconButton icon={X} label={t("close")} onClick={closeDialog} />
        </header>
        <div class="dialog__body scroll">{children}</div>
        {footer && <footer class="dialog__footer">{footer}</footer>}
      </form>
    </dialog>
  );
}

/** The close event comes late: by then another dialog may stand where this one did. */
export function hasEnded(element: HTMLDialogElement): boolean {
  return element.isConnected && !element.open;
}

function useModal(dialog: { current: HTMLDialogElement | null }): void {
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    element.showModal();
    const first = element.querySelector<HTMLElement>("[data-autofocus]") ?? element.querySelector("h2");
    first?.focus();
    return () => element.close();
  }, []);
}

interface ConfirmProps {
  title: string;
  text: string;
  verb: string;
  onConfirm: () => void;
}

/** Ask before what cannot be undone. */
export function Confirm({ title, text, verb, onConfirm }: ConfirmProps) {
  const confirm = () => {
    closeDialog();
    onConfirm();
  };
  return (
    <Dialog
      title={title}
      onSubmit={confirm}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="danger" type="submit" data-autofocus>
            {verb}
          </Button>
        </>
      }
    >
      <p>{text}</p>
    </Dialog>
  );
}

/** Close whatever is open when the person goes elsewhere. */
export function useCloseOnLeave(path: string): void {
  useEffect(() => closeDialog, [path]);
}
