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
  #found: string[] = [];

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
    this.#found = keysOf(this.#shelf, prefix);
    for (const key of this.#found) found.push(...(this.#read<Pending[]>(key) ?? []));
    return found.sort((a, b) => a.created_at - b.created_at);
  }

  /** What was found is kept elsewhere by now. */
  dropFound(): void {
    const own = this.#own();
    for (const key of this.#found) if (key !== own) this.#write(key, null);
    this.#found = [];
  }

  keepOutbox(pending: readonly Pending[]): void {
    const unsent = pending.filter((mine) => mine.state !== "sent");
    this.#write(this.#own(), unsent.length > 0 ? unsent : null);
  }

  /** The person leaves this browser. */
  forget(): void {
    this.outbox();
    this.#write(this.#own(), null);
    this.dropFound();
    for (const key of draftKeys(this.#shelf, this.#personId)) this.#write(key, null);
  }

  #own(): string {
    return `ruche.outbox.${this.#personId}.${this.#tabId}`;
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
