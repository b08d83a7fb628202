// Takes a message back that was sent a moment ago, and lays its words and files where they were.

import { effect } from "@preact/signals";
import type { FileView, MessageView } from "../protocol";
import { OperationFailed } from "../realtime/errors";
import type { Pending, PostInput } from "./api";
import type { Core } from "./core";
import type { DraftsKeeper } from "./drafts";
import type { Outbox } from "./outbox/outbox";

const ANSWERED_WITHIN_MS = 10_000;

export class Undo {
  #core: Core;
  #outbox: Outbox;
  #drafts: DraftsKeeper;

  constructor(core: Core, outbox: Outbox, drafts: DraftsKeeper) {
    this.#core = core;
    this.#outbox = outbox;
    this.#drafts = drafts;
  }

  /** From the outbox if it is still there, else from the channel, where others may have seen it.
   *
   *  Tells which. Rejects where it can be taken back no more; then nothing has changed. */
  async send(clientId: string, written: PostInput): Promise<"unsent" | "deleted"> {
    const waiting = this.#outbox.takeBack(clientId);
    if (waiting) {
      this.#layBack(written, waiting.files);
      return "unsent";
    }
    const message = await this.#arrived(clientId, written.channel_id);
    const files = message.files ?? [];
    await this.#core.ask("messages.delete", { message_id: message.id, keep_files: files.length > 0 });
    this.#layBack(written, files);
    return "deleted";
  }

  /** Before what was begun since. */
  #layBack({ channel_id, thread_id, text }: PostInput, files: readonly FileView[]): void {
    const now = this.#drafts.at(thread_id ?? channel_id).peek();
    const whole = [text, now.text].filter((part) => part !== "").join("\n");
    this.#drafts.set(channel_id, thread_id ?? null, { text: whole, files: [...files, ...now.files] });
  }

  #arrived(clientId: string, channelId: string): Promise<MessageView> {
    return new Promise((resolve, reject) => {
      const fail = () => settle(() => reject(new OperationFailed({ code: "timeout", detail: "" })));
      const timer = setTimeout(fail, ANSWERED_WITHIN_MS);
      let stop: (() => void) | undefined;
      let done = false;
      const settle = (act: () => void) => {
        done = true;
        clearTimeout(timer);
        stop?.();
        act();
      };
      stop = effect(() => {
        const found = this.#find(clientId, channelId);
        if (found && !done) queueMicrotask(() => settle(() => resolve(found)));
      });
    });
  }

  #find(clientId: string, channelId: string): MessageView | undefined {
    const state = this.#core.state.value;
    const mine: Pending | undefined = state.pending.find((entry) => entry.client_id === clientId);
    if (mine?.message) return mine.message;
    const there = Object.values(state.messages[channelId] ?? {});
    return there.find((message) => message.client_id === clientId && message.author_id === state.me?.id);
  }
}
