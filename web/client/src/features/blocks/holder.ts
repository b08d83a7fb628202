/** What is held by the fields of one message or form, and what of it waits for its app. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { createContext } from "preact";
import { appSentence } from "./app_sentence";
import type { OptionsView } from "../../protocol";
import type { Item } from "./items";
import { allValues, type Value, type Values } from "./values";

/** Sends what was pressed; resolves when the app has it. */
export type Send = (action: Value, values: Values) => Promise<unknown>;

/** A field, and what was typed in it. */
export interface Asked {
  block_id: string;
  action_id: string;
  typed: string;
}

/** What its app offers for that. */
export type Load = (asked: Asked, values: Values) => Promise<OptionsView>;

/** The ways to an app. */
export interface Ways {
  send: Send;
  load: Load;
}

export class Holder {
  readonly #chosen = signal<Values>({});
  readonly #waiting = signal<string | null>(null);
  readonly #failure = signal<string | null>(null);
  /** What is wrong, by block. */
  readonly errors = signal<Readonly<Record<string, string>>>({});
  #blocks: readonly Item[];
  readonly #ways: Ways;
  readonly app: string;
  /** In a form: what is typed there goes when the form goes. */
  readonly inForm: boolean;

  constructor(blocks: readonly Item[], ways: Ways, app: string, inForm = false) {
    this.#blocks = blocks;
    this.#ways = ways;
    this.app = app;
    this.inForm = inForm;
  }

  get blocks(): readonly Item[] {
    return this.#blocks;
  }

  /** The app shows other blocks: what is in fields that stay is kept. */
  show(blocks: readonly Item[]): void {
    this.#blocks = blocks;
  }

  get chosen(): ReadonlySignal<Values> {
    return this.#chosen;
  }

  get waiting(): ReadonlySignal<string | null> {
    return this.#waiting;
  }

  get failure(): ReadonlySignal<string | null> {
    return this.#failure;
  }

  value(blockId: string, actionId: string): Value | undefined {
    return this.#chosen.value[blockId]?.[actionId];
  }

  set(blockId: string, actionId: string, value: Value | undefined): void {
    const { [actionId]: _, ...others } = this.#chosen.peek()[blockId] ?? {};
    this.#chosen.value = { ...this.#chosen.peek(), [blockId]: value ? { ...others, [actionId]: value } : others };
    if (blockId in this.errors.peek()) {
      const { [blockId]: __, ...left } = this.errors.peek();
      this.errors.value = left;
    }
  }

  all(): Values {
    return allValues(this.#blocks, this.#chosen.peek());
  }

  /** True once the app has it; else what went wrong is said under the blocks. One at a time. */
  press(blockId: string, actionId: string, value: Value): Promise<boolean> {
    const action = { ...value, block_id: blockId, action_id: actionId };
    return this.wait(`${blockId} ${actionId}`, () => this.#ways.send(action, this.all()));
  }

  /** What the app offers in a field that it loads. */
  load(blockId: string, actionId: string, typed: string): Promise<OptionsView> {
    return this.#ways.load({ block_id: blockId, action_id: actionId, typed }, this.all());
  }

  async wait(key: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.#waiting.peek() !== null) return false;
    this.#waiting.value = key;
    this.#failure.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.#failure.value = appSentence(error, this.app);
      return false;
    } finally {
      this.#waiting.value = null;
    }
  }
}

/** None where blocks are only read. */
export const Held = createContext<Holder | null>(null);
