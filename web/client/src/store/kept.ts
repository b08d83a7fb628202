// What outlives a closed tab, in the browser's own storage: unsent messages.

import type { Pending } from "./api";

/** The part of the browser's Storage that is used here. */
export interface Shelf {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const DRAFTS = "ruche.drafts.";

/** Where the tabs of a person keep the drafts that the server has not heard of. */
export function draftKeys(shelf: Shelf | null, personId: string): string[] {
  const mine = DRAFTS + personId;
  return keysOf(shelf, mine).filter((key) => key === mine || key.startsWith(`${mine}.`));
}

function keysOf(shelf: Shelf | null, prefix: string): string[] {
  if (!shelf) return [];
  return Array.from({ length: shelf.length }, (_, index) => shelf.key(index) ?? "").filter((key) => key.startsWith(prefix));
}

export class Kept {
  #shelf: Shelf | null;
  #personId: string;
  #tabId: string;

  /** `shelf` is null where the browser refuses storage: then nothing outlives the tab. */
  constructor(shelf: Shelf | null, personId: string, tabId: string) {
    this.#shelf = shelf;
    this.#personId = personId;
    this.#tabId = tabId;
  }

  /** The unsent messages of every tab of mine: to send one twice is harmless, to lose one is not. */
  outbox(): Pending[] {
    const prefix = `ruche.outbox.${this.#personId}.`;
    const found: Pending[] = [];
    for (const key of keysOf(this.#shelf, prefix)) {
      found.push(...(this.#read<Pending[]>(key) ?? []));
      this.#write(key, null);
    }
    return found.sort((a, b) => a.created_at - b.created_at);
  }

  keepOutbox(pending: readonly Pending[]): void {
    const unsent = pending.filter((mine) => mine.state !== "sent");
    this.#write(`ruche.outbox.${this.#personId}.${this.#tabId}`, unsent.length > 0 ? unsent : null);
  }

  /** The person leaves this browser. */
  forget(): void {
    this.outbox();
    for (const key of draftKeys(this.#shelf, this.#personId)) this.#write(key, null);
  }

  #read<Value>(key: string): Value | null {
    try {
      return JSON.parse(this.#shelf?.getItem(key) ?? "null") as Value | null;
    } catch {
      return null;
    }
  }

  #write(key: string, value: unknown): void {
    try {
      if (value === null) this.#shelf?.removeItem(key);
      else this.#shelf?.setItem(key, JSON.stringify(value));
    } catch {
      // The shelf is full or closed: the tab itself still holds everything.
    }
  }
}
