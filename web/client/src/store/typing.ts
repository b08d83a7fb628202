// Who types: heard for a few seconds, told at most once in a few seconds.

import type { Core } from "./core";
import { omit, put, type State } from "./state";

export const TYPING_LASTS_MS = 6_000;
const TELL_EVERY_MS = 3_000;

/** Somebody else types there until `until`. */
export function typingHeard(state: State, key: string, personId: string, until: number): State {
  if (personId === state.me?.id) return state;
  return { ...state, typing: put(state.typing, key, put(state.typing[key] ?? {}, personId, until)) };
}

/** Those whose time has passed type no more. */
export function withoutExpired(state: State, now: number): State {
  let typing = state.typing;
  for (const [key, typists] of Object.entries(typing)) {
    const gone = Object.keys(typists).filter((id) => typists[id]! <= now);
    if (gone.length === 0) continue;
    const left = omit(typists, ...gone);
    typing = Object.keys(left).length === 0 ? omit(typing, key) : put(typing, key, left);
  }
  return typing === state.typing ? state : { ...state, typing };
}

export class Typing {
  #core: Core;
  #toldAt = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** I type there. Losing such a frame does not matter. */
  tell(channelId: string, threadId: string | null): void {
    const key = threadId ?? channelId;
    const now = Date.now();
    if (now - (this.#toldAt.get(key) ?? 0) < TELL_EVERY_MS) return;
    this.#toldAt.set(key, now);
    const args = { channel_id: channelId, thread_id: threadId ?? undefined };
    void this.#core.ask("typing.start", args).catch(() => undefined);
  }

  /** I have sent what I typed: the next letter is news again. */
  sent(key: string): void {
    this.#toldAt.delete(key);
  }

  /** Keep a timer for the next moment at which somebody stops. */
  tend(): void {
    const ends = Object.values(this.#core.now.typing).flatMap((typists) => Object.values(typists));
    if (ends.length === 0 || this.#timer !== undefined) return;
    const wait = Math.max(0, Math.min(...ends) - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#core.update((state) => withoutExpired(state, Date.now()));
      this.tend();
    }, wait);
  }
}
