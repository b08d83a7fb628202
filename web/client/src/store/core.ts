// The state's one holder and the way to the server: what the parts of the store share.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Args, OperationName, Result } from "../realtime/frames";
import { emptyState, type State } from "./state";

export type Ask = <Name extends OperationName>(op: Name, args: Args<Name>) => Promise<Result<Name>>;

export class Core {
  readonly #state = signal<State>(emptyState);
  /** Rejects with `OperationFailed`. */
  readonly ask: Ask;

  constructor(ask: Ask) {
    this.ask = ask;
  }

  get state(): ReadonlySignal<State> {
    return this.#state;
  }

  /** The state now, without subscribing. */
  get now(): State {
    return this.#state.peek();
  }

  update(turn: (state: State) => State): void {
    this.#state.value = turn(this.#state.peek());
  }
}

/** All items of a list, page after page. */
export async function all<Item>(
  page: (after: string | null) => Promise<{ items: Item[]; next: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const found: { items: Item[]; next: string | null } = await page(after);
    items.push(...found.items);
    after = found.next;
  } while (after !== null);
  return items;
}
