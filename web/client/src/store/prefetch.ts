// Fetches channels that nobody has opened yet, gently, so that they can be read without a network.

import type { ChannelView } from "../protocol";
import { isPassing } from "../realtime/errors";
import type { Core } from "./core";
import type { Loader } from "./loader";
import { countOf } from "./reduce_reads";
import type { State } from "./state";

const CALM_MS = 5_000; // after the connection came: what a person opens goes first
const PAUSE_MS = 500;
const MOST = 20;

export class Prefetcher {
  #core: Core;
  #loader: Loader;
  #isLive: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #left = MOST;

  constructor(core: Core, loader: Loader, isLive: () => boolean) {
    this.#core = core;
    this.#loader = loader;
    this.#isLive = isLive;
  }

  start(): void {
    this.stop();
    this.#timer = setTimeout(() => void this.#next(), CALM_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #next(): Promise<void> {
    const channelId = this.#isLive() && this.#left > 0 ? likeliest(this.#core.now) : undefined;
    if (!channelId) return;
    this.#left -= 1;
    try {
      await this.#loader.prefetch(channelId);
    } catch (error) {
      if (isPassing(error)) return; // the next connection goes on
    }
    this.#timer = setTimeout(() => void this.#next(), PAUSE_MS);
  }
}

/** The channel of mine that is not here yet and will be looked for first. */
function likeliest(state: State): string | undefined {
  const wanted = Object.values(state.channels).filter(
    ({ id, joined, archived, muted }) => joined && !archived && !muted && !state.lists[id],
  );
  return wanted.sort((a, b) => weight(state, b) - weight(state, a))[0]?.id;
}

function weight(state: State, { id, starred, kind }: ChannelView): number {
  const count = countOf(state.reads[id], state.tails[id]);
  const calls = count && count.mentions > 0 ? 4 : 0;
  return calls + (starred ? 3 : 0) + (count && count.unread > 0 ? 2 : 0) + (kind === "direct" ? 1 : 0);
}
