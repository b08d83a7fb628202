// How the person wants the client to be: shown at once, sent when it can be, kept for the next start.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Events, PreferencesView, SetPreferences } from "../protocol";
import { isPassing } from "../realtime/errors";
import type { Core } from "./core";
import type { Shelf } from "./kept";
import type { State } from "./state";

type Looks = "theme" | "high_contrast";
/** All preferences; those of the looks are null until chosen, so that each browser keeps its own. */
export type Preferences = Required<Omit<PreferencesView, Looks>> & Pick<PreferencesView, Looks>;
export type PreferencesChange = Partial<Preferences>;

export const DEFAULTS: Preferences = {
  sections: [],
  collapsed: [],
  starred_order: [],
  channel_order: [],
  direct_order: [],
  recent_emoji: [],
  skin_tone: 0,
  undo_s: 5,
  calm: false,
  hide_previews: false,
  hints: [],
  theme: null,
  high_contrast: null,
};

export function preferencesChanged(state: State, data: Events["preferences.changed"]): State {
  return { ...state, preferences: data.preferences };
}

/** What is kept in the browser: the last record known, and what of it the server has not heard. */
interface Kept {
  person_id: string;
  known: PreferencesView;
  waiting: PreferencesChange;
}

const SHELF_KEY = "ruche.preferences";
const GATHER_MS = 200;

export class PreferencesKeeper {
  readonly chosen: ReadonlySignal<Preferences>;
  #core: Core;
  #shelf: Shelf | null;
  #stopKeeping: () => void;
  #kept = signal<Kept | null>(null);
  #waiting = signal<PreferencesChange>({});
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;

  constructor(core: Core, shelf: Shelf | null) {
    this.#core = core;
    this.#kept.value = read(shelf);
    this.#waiting.value = this.#kept.value?.waiting ?? {};
    const known = computed(() => core.state.value.preferences ?? this.#kept.value?.known ?? {});
    this.chosen = computed(() => ({ ...DEFAULTS, ...known.value, ...this.#waiting.value }));
    const me = computed(() => core.state.value.me?.id);
    effect(() => this.#belongTo(me.value));
    this.#shelf = shelf;
    this.#stopKeeping = effect(() => {
      if (me.value) write(shelf, { person_id: me.value, known: known.value, waiting: this.#waiting.value });
    });
  }

  /** Takes effect at once; the other devices hear of it when the server does. */
  set(change: PreferencesChange): void {
    this.#waiting.value = { ...this.#waiting.peek(), ...change };
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  /** Tell the server what it has not heard; again later where it cannot be reached. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const sent = this.#waiting.peek();
    if (this.#sending || Object.keys(sent).length === 0 || !this.#core.now.me) return;
    this.#sending = true;
    let refused = false;
    try {
      await this.#core.ask("preferences.set", sent as SetPreferences);
      this.#core.update((state) => ({ ...state, preferences: { ...state.preferences, ...sent } }));
    } catch (error) {
      if (isPassing(error)) return; // the next change, or the next connection, tries again
      refused = true;
    } finally {
      this.#sending = false;
    }
    this.#waiting.value = without(this.#waiting.peek(), sent);
    if (!refused) await this.flush();
  }

  /** The person leaves this browser: nothing more is kept in it. */
  forget(): void {
    this.#stopKeeping();
    try {
      this.#shelf?.removeItem(SHELF_KEY);
    } catch {
      // The shelf is closed: there is nothing to take away.
    }
  }

  /** What somebody else left in this browser is not mine. */
  #belongTo(me: string | undefined): void {
    const kept = this.#kept.peek();
    if (!me || !kept || kept.person_id === me) return;
    this.#kept.value = null;
    this.#waiting.value = without(this.#waiting.peek(), kept.waiting);
  }
}

/** The changes that were made after `sent`. */
function without(waiting: PreferencesChange, sent: PreferencesChange): PreferencesChange {
  const entries = Object.entries(waiting) as Array<[keyof Preferences, unknown]>;
  return Object.fromEntries(entries.filter(([name, value]) => sent[name] !== value));
}

function read(shelf: Shelf | null): Kept | null {
  try {
    return JSON.parse(shelf?.getItem(SHELF_KEY) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function write(shelf: Shelf | null, kept: Kept): void {
  try {
    shelf?.setItem(SHELF_KEY, JSON.stringify(kept));
  } catch {
    // The shelf is full or closed: the server keeps them anyhow.
  }
}
