// What I wrote and did and the server has not confirmed: shown at once, sent in order within each
// channel, sent again until answered, kept from one visit to the next.

import { isPassing, type OperationFailed } from "../../realtime/errors";
import type { Change, NewChange, OperationError, Pending, PostInput } from "../api";
import type { Core } from "../core";
import { hasLanded, toChange, withChange } from "./changes";
import { newClientId } from "./ids";
import type { LocalFiles } from "./local_files";
import { acknowledged, dropStale, Sender } from "./sender";

const PAUSE_MS = 2_000;
const LANDS_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 4_000; // behind a large file nobody waits: what was done is kept

type Item = Pending | Change;

export const idOf = (item: Item): string => ("client_id" in item ? item.client_id : item.id);
const isPost = (item: Item): item is Pending => "client_id" in item;
/** Only the answer may have been lost. */
const mayBeThere = (post: Pending) => post.state === "waiting" && post.tried === true;
/** Whether the server may have done what it was asked: it says so itself, or nothing was heard of it. */
const mayBeDone = (error: OperationFailed) => error.wentOut || error.code === "unavailable";

interface Waiter {
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class Outbox {
  #core: Core;
  #isLive: () => boolean;
  #files: LocalFiles;
  #sender: Sender;
  #waiters = new Map<string, Waiter>();
  #lastAt = 0;

  constructor(core: Core, isLive: () => boolean, files: LocalFiles) {
    this.#core = core;
    this.#isLive = isLive;
    this.#files = files;
    this.#sender = new Sender(core, files, {
      onProgress: (id, progress) => this.#turn(id, { progress }),
      onAsked: (id) => this.#turn(id, { tried: true }),
    });
  }

  post(input: PostInput): string {
    const entry: Pending = {
      client_id: newClientId(),
      channel_id: input.channel_id,
      thread_id: input.thread_id ?? null,
      also_to_channel: input.also_to_channel ?? false,
      text: input.text,
      files: input.files ?? [],
      created_at: this.#now(),
      state: "waiting",
      ...(input.post ? { post: input.post } : {}),
      ...(input.keeps_unread ? { keeps_unread: true } : {}),
      ...(input.hold_until === undefined ? {} : { hold_until: input.hold_until }),
    };
    this.#core.update((state) => ({ ...state, pending: [...state.pending, entry] }));
    this.#sendNext(entry.channel_id);
    return entry.client_id;
  }

  /** Resolves once it is done or kept for later; rejects where the server refuses it right away. */
  change(wanted: NewChange): Promise<void> {
    const change = toChange(wanted, newClientId(), this.#now());
    this.#core.update((state) => ({ ...state, changes: withChange(state.changes, change) }));
    const stands = this.#core.now.changes.includes(change) || this.#find(change.id);
    if (!stands || !this.#isLive()) return Promise.resolve();
    const done = new Promise<void>((resolve, reject) => this.#waiters.set(change.id, { resolve, reject }));
    setTimeout(() => this.#answer(change.id)?.resolve(), ANSWER_WITHIN_MS);
    this.#sendNext(change.channel_id);
    return done;
  }

  retry(id: string): void {
    const item = this.#find(id);
    if (item?.state !== "failed") return;
    this.#turn(id, { state: "waiting", error: undefined });
    this.#sendNext(item.channel_id);
  }

  /** What may be on its way cannot be taken back here: delete it once it is there. */
  discard(id: string): void {
    const item = this.#find(id);
    if (!item || item.state === "sending" || (isPost(item) && mayBeThere(item))) return;
    this.#remove(id);
    if (isPost(item)) void this.#files.drop(item.files.map((file) => file.id));
  }

  takeBack(clientId: string): Pending | null {
    const item = this.#core.now.pending.find((mine) => mine.client_id === clientId);
    if (!item || item.state === "sending" || item.state === "sent" || mayBeThere(item)) return null;
    this.#remove(clientId);
    this.#sendNext(item.channel_id);
    return item;
  }

  /** What was kept from an earlier visit comes before what is written now. */
  restore(items: readonly Item[]): void {
    const again = <Kind extends Item>(item: Kind): Kind => {
      if (item.state === "failed") return item;
      const tried = !isPost(item) || (item.tried ?? item.state === "sending");
      return { ...item, state: "waiting", tried, progress: undefined };
    };
    const known = new Set([...this.#core.now.pending, ...this.#core.now.changes].map(idOf));
    const kept = items.filter((item) => !known.has(idOf(item)) && item.state !== "sent");
    const posts = kept.filter(isPost).map(again);
    const changes = kept.filter((item): item is Change => !isPost(item)).map(again);
    this.#core.update((state) => ({
      ...state,
      pending: [...posts, ...state.pending].sort(byTime),
      changes: [...changes, ...state.changes].sort(byTime),
    }));
  }

  /** The connection is there: send all that waits. */
  flush(): void {
    this.#core.update(dropStale);
    const { pending, changes } = this.#core.now;
    for (const channelId of new Set([...pending, ...changes].map((mine) => mine.channel_id))) this.#sendNext(channelId);
  }

  /** Let go of what is confirmed and shown by the state itself. */
  settle(): void {
    const state = this.#core.now;
    if (!state.changes.some((change) => change.state === "sent" && hasLanded(state, change))) return;
    this.#core.update((now) => ({
      ...now,
      changes: now.changes.filter((change) => change.state !== "sent" || !hasLanded(now, change)),
    }));
  }

  #sendNext(channelId: string): void {
    if (!this.#isLive()) return;
    const { pending, changes } = this.#core.now;
    const lane = [...pending, ...changes].filter((mine) => mine.channel_id === channelId).sort(byTime);
    if (lane.some((mine) => mine.state === "sending")) return;
    const next = lane.find((mine) => mine.state === "waiting");
    if (!next) return;
    const held = isPost(next) ? (next.hold_until ?? 0) - Date.now() : 0;
    if (held > 0) setTimeout(() => this.#sendNext(channelId), held);
    else void this.#send(next);
  }

  async #send(item: Item): Promise<void> {
    const id = idOf(item);
    this.#turn(id, { state: "sending", ...(isPost(item) ? { tried: item.tried ?? false } : {}) });
    try {
      if (isPost(item)) {
        const message = await this.#sender.post(item);
        this.#core.update((state) => acknowledged(state, item, message));
        void this.#files.drop(item.files.map((file) => file.id));
      } else {
        await this.#sender.change(item);
        this.#turn(id, { state: "sent" });
        this.settle();
        setTimeout(() => this.#remove(id), LANDS_WITHIN_MS);
      }
      this.#answer(id)?.resolve();
    } catch (error) {
      const failed = error as OperationFailed;
      if (isPassing(error) || failed.code === "not_signed_in") return this.#again(item, failed);
      this.#refused(item, failed);
    }
    this.#sendNext(item.channel_id);
  }

  /** Who still waits for the answer is told, and has what was written; else it is kept here. */
  #refused(item: Item, error: OperationFailed): void {
    const waiter = this.#answer(idOf(item));
    if (waiter) {
      this.#remove(idOf(item));
      waiter.reject(error);
    } else if (!isPost(item) && item.kind === "read") {
      this.#remove(item.id);
    } else {
      this.#turn(idOf(item), { state: "failed", error: plain(error), progress: undefined });
    }
  }

  #again(item: Item, error: OperationFailed): void {
    const asked = this.#find(idOf(item))?.tried === true; // its files, at least, had gone up
    const tried = !isPost(item) || item.tried === true || (asked && mayBeDone(error));
    this.#turn(idOf(item), { state: "waiting", tried, ...(isPost(item) ? { progress: undefined } : {}) });
    this.#answer(idOf(item))?.resolve();
    if (error.code === "offline" || error.code === "not_signed_in") return; // flush comes with the connection
    setTimeout(() => this.#sendNext(item.channel_id), (error.retry_after_s ?? 0) * 1000 || PAUSE_MS);
  }

  #answer(id: string): Waiter | undefined {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    return waiter;
  }

  #find(id: string): Item | undefined {
    const { pending, changes } = this.#core.now;
    return pending.find((mine) => mine.client_id === id) ?? changes.find((mine) => mine.id === id);
  }

  #turn(id: string, change: Partial<Pending> | Partial<Change>): void {
    this.#core.update((state) => ({
      ...state,
      pending: state.pending.map((mine) => (mine.client_id === id ? { ...mine, ...(change as Partial<Pending>) } : mine)),
      changes: state.changes.map((mine) => (mine.id === id ? { ...mine, ...(change as Partial<Change>) } : mine)),
    }));
  }

  #remove(id: string): void {
    if (!this.#find(id)) return;
    this.#core.update((state) => ({
      ...state,
      pending: state.pending.filter((mine) => mine.client_id !== id),
      changes: state.changes.filter((mine) => mine.id !== id),
    }));
  }

  /** Times that grow, so that they order what is written within one millisecond. */
  #now(): number {
    this.#lastAt = Math.max(this.#lastAt + 1, Date.now());
    return this.#lastAt;
  }
}

const byTime = (a: Item, b: Item) => a.created_at - b.created_at;

/** What can be stored: a database keeps no classes. */
function plain({ name, message, code, detail, field }: OperationFailed): OperationError {
  return { name, message, code, detail, field };
}
