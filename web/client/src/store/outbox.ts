// My unsent messages: shown at once, sent in order within each channel, sent again until answered.

import type { MessageView } from "../protocol";
import { isPassing, type OperationFailed } from "../realtime/errors";
import type { Pending, PostInput } from "./api";
import type { Core } from "./core";
import type { State } from "./state";

const PAUSE_MS = 2_000;

export class Outbox {
  #core: Core;
  #isLive: () => boolean;

  constructor(core: Core, isLive: () => boolean) {
    this.#core = core;
    this.#isLive = isLive;
  }

  post(input: PostInput): string {
    const entry: Pending = {
      client_id: newClientId(),
      channel_id: input.channel_id,
      thread_id: input.thread_id ?? null,
      also_to_channel: input.also_to_channel ?? false,
      text: input.text,
      files: input.files ?? [],
      created_at: Date.now(),
      state: "waiting",
    };
    this.#core.update((state) => ({ ...state, pending: [...state.pending, entry] }));
    this.#sendNext(entry.channel_id);
    return entry.client_id;
  }

  retry(clientId: string): void {
    const entry = this.#core.now.pending.find((mine) => mine.client_id === clientId);
    if (entry?.state !== "failed") return;
    this.#change(clientId, { state: "waiting", error: undefined });
    this.#sendNext(entry.channel_id);
  }

  /** A message that may be on its way cannot be taken back here: delete it once it is there. */
  discard(clientId: string): void {
    this.#core.update((state) => ({
      ...state,
      pending: state.pending.filter((mine) => mine.client_id !== clientId || mine.state === "sending"),
    }));
  }

  /** What was kept from an earlier visit comes before what is written now. */
  restore(entries: readonly Pending[]): void {
    const known = new Set(this.#core.now.pending.map((mine) => mine.client_id));
    const kept = entries
      .filter((entry) => !known.has(entry.client_id))
      .map((entry): Pending => (entry.state === "failed" ? entry : { ...entry, state: "waiting" }));
    this.#core.update((state) => ({ ...state, pending: [...kept, ...state.pending] }));
  }

  /** The connection is there: send all that waits. */
  flush(): void {
    for (const channelId of new Set(this.#core.now.pending.map((mine) => mine.channel_id))) {
      this.#sendNext(channelId);
    }
  }

  #sendNext(channelId: string): void {
    if (!this.#isLive()) return;
    const queue = this.#core.now.pending.filter((mine) => mine.channel_id === channelId);
    if (queue.some((mine) => mine.state === "sending")) return;
    const entry = queue.find((mine) => mine.state === "waiting");
    if (entry) void this.#send(entry);
  }

  async #send(entry: Pending): Promise<void> {
    this.#change(entry.client_id, { state: "sending" });
    try {
      const message = await this.#core.ask("messages.post", {
        channel_id: entry.channel_id,
        text: entry.text,
        client_id: entry.client_id,
        thread_id: entry.thread_id ?? undefined,
        file_ids: entry.files.map((file) => file.id),
        also_to_channel: entry.also_to_channel,
      });
      this.#core.update((state) => acknowledged(state, entry, message));
    } catch (error) {
      if (isPassing(error)) return this.#again(entry, error as OperationFailed);
      this.#change(entry.client_id, { state: "failed", error: error as OperationFailed });
    }
    this.#sendNext(entry.channel_id);
  }

  #again(entry: Pending, error: OperationFailed): void {
    this.#change(entry.client_id, { state: "waiting" });
    if (error.code === "offline") return; // flush comes with the connection
    setTimeout(() => this.#sendNext(entry.channel_id), (error.retry_after_s ?? 0) * 1000 || PAUSE_MS);
  }

  #change(clientId: string, change: Partial<Pending>): void {
    this.#core.update((state) => ({
      ...state,
      pending: state.pending.map((mine) => (mine.client_id === clientId ? { ...mine, ...change } : mine)),
    }));
  }
}

/** The answer stands in for the event until that comes; if the message is there already, it goes. */
function acknowledged(state: State, entry: Pending, message: MessageView): State {
  const there = state.messages[message.channel_id]?.[message.id];
  const others = state.pending.filter((mine) => mine.client_id !== entry.client_id);
  if (there || others.length === state.pending.length) return { ...state, pending: others };
  const pending = state.pending.map((mine): Pending =>
    mine.client_id === entry.client_id ? { ...mine, state: "sent", message } : mine,
  );
  return { ...state, pending };
}

/** Unique without a secure context, where `crypto.randomUUID` is missing. */
function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
