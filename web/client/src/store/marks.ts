// Read marks: shown at once, sent a second later, sent again if the connection was away.

import { isPassing } from "../realtime/errors";
import type { Core } from "./core";
import { applyRead, markLocally } from "./reduce_reads";
import { channelStream } from "./state";

const GATHER_MS = 1_000;

export class Marks {
  #core: Core;
  /** Key -> seq, not yet acknowledged. */
  #due = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Read up to `seq`, or up to what has been heard of the channel. */
  mark(key: string, seq?: number): void {
    const state = this.#core.now;
    const read = state.reads[key];
    if (!read) return;
    const stream = channelStream(read.thread_channel_id ?? read.channel_id ?? "");
    const upTo = seq ?? Math.max(read.head ?? 0, state.positions[stream]?.[1] ?? 0);
    if (upTo <= read.seq) return;
    this.#core.update((before) => markLocally(before, key, upTo));
    this.#due.set(key, upTo);
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  /** Unread from after `seq` on: only the server can count that. */
  async back(key: string, seq: number): Promise<void> {
    this.#due.delete(key);
    await this.#send(key, seq);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = [...this.#due];
    this.#due.clear();
    for (const [key, seq] of due) {
      try {
        await this.#send(key, seq);
      } catch (error) {
        if (isPassing(error) && !this.#due.has(key)) this.#due.set(key, seq);
      }
    }
  }

  async #send(key: string, seq: number): Promise<void> {
    const held = this.#core.now.reads[key];
    if (!held) return;
    const place = held.thread_id ? { thread_id: held.thread_id } : { channel_id: held.channel_id };
    const read = await this.#core.ask("reads.mark", { ...place, seq });
    this.#core.update((state) => applyRead(state, read));
  }
}
