/** A small preference of this browser, kept from one visit to the next. */

import { effect, signal, type Signal } from "@preact/signals";

const PREFIX = "ruche.";

/** A signal that is read from and written to local storage; without it, it still works. */
export function remembered<Value>(name: string, otherwise: Value): Signal<Value> {
  const kept = signal<Value>(read(name) ?? otherwise);
  let first = true;
  effect(() => {
    const value = JSON.stringify(kept.value);
    if (!first) write(name, value);
    first = false;
  });
  return kept;
}

function read<Value>(name: string): Value | undefined {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage is full or forbidden: the preference lasts until the page is closed.
  }
}
