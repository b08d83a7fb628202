// How each thing in the outbox goes to the server. Repeating any of them does no harm.

import type { FileView, MessageView } from "../../protocol";
import { isAbsent, OperationFailed } from "../../realtime/errors";
import type { Change, Pending } from "../api";
import type { Core } from "../core";
import { applyRead } from "../reduce_reads";
import type { State } from "../state";
import { upload } from "../upload";
import { isLocal, type LocalFiles } from "./local_files";

const TELL_EVERY = 0.02; // of the whole

interface Told {
  onProgress: (clientId: string, progress: number) => void;
  /** All its files are there; from now on it may arrive. */
  onAsked: (clientId: string) => void;
}

export class Sender {
  #core: Core;
  #files: LocalFiles;
  #told: Told;
  /** Kept files that have gone up -> the server's id, until their message is there. */
  #uploaded = new Map<string, string>();

  constructor(core: Core, files: LocalFiles, told: Told) {
    this.#core = core;
    this.#files = files;
    this.#told = told;
  }

  async post(entry: Pending): Promise<MessageView> {
    const local = entry.files.map((file) => file.id).filter(isLocal);
    await this.#upload(entry.client_id, local.filter((id) => !this.#uploaded.has(id)));
    await this.#describe(entry.files);
    this.#told.onAsked(entry.client_id);
    const { channel_id, text, client_id, thread_id, also_to_channel, post, keeps_unread } = entry;
    const file_ids = entry.files.map((file) => this.#uploaded.get(file.id) ?? file.id);
    const common = { channel_id, text, client_id, file_ids, keeps_unread };
    const message = post
      ? await this.#core.ask("posts.write", { ...common, ...post })
      : await this.#core.ask("messages.post", { ...common, thread_id: thread_id ?? undefined, also_to_channel });
    for (const id of local) this.#uploaded.delete(id);
    return message;
  }

  async change(change: Change): Promise<void> {
    const { ask } = this.#core;
    const message_id = change.target;
    switch (change.kind) {
      case "edit":
        return void (await ask("messages.edit", { message_id, text: change.text ?? "", title: change.title }));
      case "delete":
        return gone(ask("messages.delete", { message_id }));
      case "react": {
        const emoji = change.emoji ?? "";
        if (change.on) return void (await ask("reactions.add", { message_id, emoji }));
        return gone(ask("reactions.remove", { message_id, emoji }));
      }
      case "recommend":
        if (change.on) return void (await ask("recommendations.add", { message_id }));
        return gone(ask("recommendations.remove", { message_id }));
      case "save":
        return change.on ? void (await ask("saved.add", { message_id })) : gone(ask("saved.remove", { message_id }));
      case "follow": {
        const thread_id = change.target;
        return change.on ? void (await ask("threads.follow", { thread_id })) : gone(ask("threads.unfollow", { thread_id }));
      }
      case "read":
        return this.#mark(change);
    }
  }

  async #mark({ target, seq = 0, forward }: Change): Promise<void> {
    const held = this.#core.now.reads[target];
    if (!held) return;
    const place = held.thread_id ? { thread_id: held.thread_id } : { channel_id: held.channel_id };
    const read = await this.#core.ask("reads.mark", { ...place, seq, forward: forward ?? false });
    this.#core.update((state) => applyRead(state, read));
  }

  /** What was said of a picture while it was kept here. */
  async #describe(files: readonly FileView[]): Promise<void> {
    for (const { id, alt } of files) {
      // Not found: the message is there already, only the answer to it was lost.
      if (isLocal(id) && alt) await gone(this.#core.ask("files.describe", { file_id: this.#uploaded.get(id)!, alt }));
    }
  }

  async #upload(clientId: string, ids: readonly string[]): Promise<void> {
    let told = -1;
    for (const [at, id] of ids.entries()) {
      const file = await this.#files.get(id);
      if (!file) throw new OperationFailed({ code: "file_gone", detail: "A file of this message is no longer in this browser." });
      const sent = upload(file);
      const stop = sent.progress.subscribe((part) => {
        const progress = (at + part) / ids.length;
        if (progress - told < TELL_EVERY) return;
        told = progress;
        this.#told.onProgress(clientId, progress);
      });
      try {
        this.#uploaded.set(id, (await sent.done).id);
      } finally {
        stop();
      }
    }
  }
}

/** What is not there is as good as taken away. */
async function gone(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

/** The answer stands in for the event until that comes; if the message is there already, it goes. */
export function acknowledged(state: State, entry: Pending, message: MessageView): State {
  const there = state.messages[message.channel_id]?.[message.id];
  const others = state.pending.filter((mine) => mine.client_id !== entry.client_id);
  if (there || others.length === state.pending.length) return { ...state, pending: others };
  const pending = state.pending.map((mine): Pending =>
    mine.client_id === entry.client_id ? { ...mine, state: "sent", message, progress: undefined } : mine,
  );
  return { ...state, pending };
}

/** Marks that go back from where the mark no longer stands, since it was moved elsewhere meanwhile. */
export function dropStale(state: State): State {
  const stands = (change: Change) =>
    change.kind !== "read" || change.was === undefined || state.reads[change.target]?.seq === change.seq || state.reads[change.target]?.seq === change.was;
  return state.changes.every(stands) ? state : { ...state, changes: state.changes.filter(stands) };
}
