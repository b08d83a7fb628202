/** What the sections of the settings are made of. */

import type { ComponentChildren } from "preact";
import type { SetNotifications } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { store } from "../../ui/store";

/** Each change is kept at once; the other devices follow. */
export function change(values: SetNotifications): Promise<boolean> {
  return attempt(() => store.actions.setNotifications(values));
}

export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="notices__section">
      <h2 class="notices__title">{title}</h2>
      {children}
    </section>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  on: boolean;
  disabled?: boolean;
  onTurn: (on: boolean) => void;
}

export function Switch({ label, hint, on, disabled, onTurn }: SwitchProps) {
  return (
    <label class={`choice__option ${disabled ? "notices__off" : ""}`}>
      <input type="checkbox" checked={on} disabled={disabled} onChange={(event) => onTurn(event.currentTarget.checked)} />
      <span>
        <span class="choice__label">{label}</span>
        {hint && <span class="choice__hint">{hint}</span>}
      </span>
    </label>
  );
}
