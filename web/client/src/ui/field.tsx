/** A labelled field with its hint and, where it is at fault, its error. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import "./field.css";

interface TextFieldProps {
  label: string;
  value: string;
  onText: (text: string) => void;
  hint?: string;
  error?: string | null;
  optional?: string;
  maxLength?: number;
  placeholder?: string;
  autoFocusHere?: boolean;
}

export function TextField({ label, value, onText, hint, error, optional, autoFocusHere, ...rest }: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div class="field">
      <label for={id}>
        {label} {optional && <span class="field__optional">{optional}</span>}
      </label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        data-autofocus={autoFocusHere ? "" : undefined}
        onInput={(event) => onText(event.currentTarget.value)}
        {...rest}
      />
      {note && (
        <p id={`${id}-note`} class={error ? "field__error" : "field__hint"} role={error ? "alert" : undefined}>
          {note}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  legend: ComponentChildren;
  value: Value;
  onChoose: (value: Value) => void;
  options: ReadonlyArray<{ value: Value; label: ComponentChildren; hint?: string }>;
}

/** A few exclusive options, each with a line that says what it means. */
export function ChoiceField<Value extends string>({ legend, value, onChoose, options }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} class="choice__option">
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChoose(option.value)} />
          <span>
            <span class="choice__label">{option.label}</span>
            {option.hint && <span class="choice__hint">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
