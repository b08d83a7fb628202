/** Short sentences that say what happened and go away; errors stay until they are read. */

import { signal } from "@preact/signals";
import { X } from "lucide";
import { IconButton } from "./button";
import { t } from "./i18n";
import "./toast.css";

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  offer: Offer | null;
}

/** What can be done about it while it is shown. Offers of one `kind` take each other's place. */
export interface Offer {
  kind: string;
  verb: string;
  act: () => void;
}

const toasts = signal<readonly Toast[]>([]);
let last = 0;

/** Say that something was done. */
export function say(text: string): void {
  show(text, false, 4000);
}

/** Say that something was done, and offer one thing to do about it for so long. */
export function sayWith(text: string, offer: Offer, stay_ms: number): void {
  toasts.value = toasts.value.filter((toast) => toast.offer?.kind !== offer.kind);
  show(text, false, stay_ms, offer);
}

/** Say that something failed and what to do. */
export function complain(text: string): void {
  show(text, true, 10_000);
}

function show(text: string, bad: boolean, stay_ms: number, offer: Offer | null = null): void {
  const id = (last += 1);
  toasts.value = [...toasts.value.filter((toast) => toast.text !== text), { id, text, bad, offer }].slice(-3);
  setTimeout(() => dismiss(id), stay_ms);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.bad ? "toast--bad" : ""}`} role={toast.bad ? "alert" : undefined}>
          <span>{toast.text}</span>
          {toast.offer && (
            <button type="button" class="toast__offer" onClick={() => (dismiss(toast.id), toast.offer?.act())}>
              {toast.offer.verb}
            </button>
          )}
          <IconButton icon={X} size={16} label={t("dismiss")} onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
