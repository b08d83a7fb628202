// Read marks: shown at once, given to the outbox a second later, so that reading on makes one of many.

import type { Core } from "./core";
import { unreadFrom } from "./outbox/changes";
import type { Outbox } from "./outbox/outbox";
import { markLocally } from "./reduce_reads";
import { channelStream, type State } from "./state";

const GATHER_MS = 1_000;

export class Marks {
  #core: Core;
  #outbox: Outbox;
  /** Key -> seq, not given to the outbox yet. */
  #due = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(core: Core, outbox: Outbox) {
    this.#core = core;
    this.#outbox = outbox;
  }

  /** Read up to `seq`, or up to what has been heard of the channel. */
  mark(key: string, seq?: number): void {
    const state = this.#core.now;
    const read = state.reads[key];
    if (!read) return;
    const upTo = seq ?? Math.max(read.head ?? 0, state.positions[channelStream(channelOf(state, key))]?.[1] ?? 0);
    if (upTo <= read.seq) return;
    this.#core.update((before) => markLocally(before, key, upTo));
    this.#due.set(key, upTo);
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Unread from after `seq` on. Sent late, it gives way to what was read elsewhere meanwhile. */
  back(key: string, seq: number): Promise<void> {
    this.#due.delete(key);
    const was = this.#core.now.reads[key]?.seq;
    const channel_id = channelOf(this.#core.now, key);
    this.#core.update((state) => unreadFrom(state, key, seq));
    return this.#outbox.change({ kind: "read", channel_id, target: key, seq, was });
  }

  /** Give what is due to the outbox: those marks only ever move forward. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = [...this.#due];
    this.#due.clear();
    for (const [key, seq] of due) {
      const channel_id = channelOf(this.#core.now, key);
      void this.#outbox.change({ kind: "read", channel_id, target: key, seq, forward: true }).catch(() => undefined);
    }
  }
}

function channelOf(state: State, key: string): string {
  const read = state.reads[key];
  return read?.thread_channel_id ?? read?.channel_id ?? key;
}
