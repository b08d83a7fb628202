/** What is held by the fields of one message or form, and what of it waits for its app. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
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

/** What a field holds beside its value: what is under way to it. */
export interface Part {
  /** Something has not arrived yet. */
  busy: ReadonlySignal<boolean>;
  /** What must be mended before the form can go. */
  problem: () => string | null;
  /** The form, or the field, is gone. */
  leave: () => void;
}

export class Holder {
  readonly #chosen = signal<Values>({});
  readonly #waiting = signal<string | null>(null);
  readonly #failure = signal<string | null>(null);
  /** What is wrong, by block. */
  readonly errors = signal<Readonly<Record<string, string>>>({});
  /** By block, then by action. */
  readonly #parts = new Map<string, Map<string, Part>>();
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
    const there = new Set(blocks.map((block) => block["block_id"]));
    for (const blockId of [...this.#parts.keys()]) if (!there.has(blockId)) this.#leave(blockId);
  }

  /** The form is gone. */
  leave(): void {
    for (const blockId of [...this.#parts.keys()]) this.#leave(blockId);
  }

  #leave(blockId: string): void {
    for (const part of this.#parts.get(blockId)?.values() ?? []) part.leave();
    this.#parts.delete(blockId);
  }

  /** A field's part, made when it is first shown. */
  part<Kind extends Part>(blockId: string, actionId: string, make: () => Kind): Kind {
    const of = this.#parts.get(blockId) ?? new Map<string, Part>();
    const part = (of.get(actionId) as Kind | undefined) ?? make();
    this.#parts.set(blockId, of.set(actionId, part));
    return part;
  }

  /** The blocks with something that has not arrived yet. */
  busy(): string[] {
    return [...this.#parts].filter(([, parts]) => [...parts.values()].some((part) => part.busy.value)).map(([blockId]) => blockId);
  }

  /** Once all has arrived, or will not. */
  arrived(): Promise<void> {
    return new Promise((resolve) => {
      const stop = effect(() => {
        if (this.busy().length === 0) queueMicrotask(() => (stop(), resolve()));
      });
    });
  }

  /** What cannot go, as a sentence for each block. */
  unready(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [blockId, parts] of this.#parts) {
      for (const part of parts.values()) {
        const wrong = part.problem();
        if (wrong) found[blockId] = wrong;
      }
    }
    return found;
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
