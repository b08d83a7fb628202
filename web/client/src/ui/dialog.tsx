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
  /** Not again while it is under way, however often one presses. */
  onSubmit?: () => unknown;
  /** What closing it does, where it is not the one that `openDialog` has shown. */
  onClose?: () => void;
  footer?: ComponentChildren;
  children: ComponentChildren;
}

/** A modal card. The browser keeps focus inside, closes it on Escape and gives focus back. */
export function Dialog({ title, wide, full, onSubmit, onClose = closeDialog, footer, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useModal(dialog);
  const busy = useRef(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    try {
      await onSubmit?.();
    } finally {
      busy.current = false;
    }
  };
  return (
    <dialog
      ref={dialog}
      class={`dialog ${wide ? "dialog--wide" : ""} ${full ? "dialog--full" : ""}`}
      aria-labelledby={heading}
      onClose={(event) => hasEnded(event.currentTarget) && onClose()}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <form class="dialog__card" method="dialog" onSubmit={submit} novalidate>
        <header class="dialog__header">
          <h2 id={heading} tabIndex={-1}>
            {title}
          </h2>
          <IconButton icon={X} label={t("close")} onClick={onClose} />
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
  /** What not to do is called; else "Cancel". */
  deny?: string;
  /** It harms nothing. */
  mild?: boolean;
  onConfirm: () => void;
  onDeny?: () => void;
}

/** Ask before what cannot be undone. */
export function Confirm({ title, text, verb, deny, mild, onConfirm, onDeny }: ConfirmProps) {
  const confirm = () => {
    closeDialog();
    onConfirm();
  };
  const leave = () => {
    closeDialog();
    onDeny?.();
  };
  return (
    <Dialog
      title={title}
      onSubmit={confirm}
      onClose={leave}
      footer={
        <>
          <Button onClick={leave}>{deny || t("cancel")}</Button>
          <Button look={mild ? "primary" : "danger"} type="submit" data-autofocus>
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
