// People as screens need them: fetched when first shown, their presence heard while on screen.

import { isPassing } from "../realtime/errors";
import type { Core } from "./core";
import { byId } from "./state";

const GATHER_MS = 30;
const MOST_AT_ONCE = 500;

export class PeopleFetcher {
  #core: Core;
  #wanted = new Set<string>();
  /** Asked for and not there: hidden from me, or gone. */
  #absent = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Fetch the person soon, unless known; many wishes make one question. */
  want(id: string): void {
    if (!id || this.#core.now.people[id] || this.#absent.has(id)) return;
    this.#wanted.add(id);
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = [...this.#wanted].filter((id) => !this.#core.now.people[id]).slice(0, MOST_AT_ONCE);
    if (ids.length === 0) return this.#wanted.clear();
    try {
      const { items } = await this.#core.ask("people.get", { person_ids: ids });
      const found = byId(items);
      this.#core.update((state) => ({ ...state, people: { ...found, ...state.people } }));
      for (const id of ids) {
        this.#wanted.delete(id);
        if (!found[id]) this.#absent.add(id);
      }
    } catch (error) {
      if (!isPassing(error)) for (const id of ids) this.#wanted.delete(id);
      return; // the next wish, or the next connection, asks again
    }
    if (this.#wanted.size > 0) await this.flush();
  }
}

export class PresenceWatcher {
  #core: Core;
  #ids: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  watch(personIds: readonly string[]): void {
    const ids = [...new Set(personIds)].sort().slice(0, MOST_AT_ONCE);
    if (ids.join() === this.#ids.join()) return;
    this.#ids = ids;
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  /** Tell the server whom to watch; the answer is how they are now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#ids.length === 0) return;
    try {
      const { items } = await this.#core.ask("presence.watch", { person_ids: [...this.#ids] });
      const found = items.map(({ person_id, state, dnd }) => [person_id, { state, dnd: dnd ?? false }] as const);
      this.#core.update((state) => ({ ...state, presence: { ...state.presence, ...Object.fromEntries(found) } }));
    } catch (error) {
      if (!isPassing(error)) console.warn("presence.watch", error);
    }
  }
}
