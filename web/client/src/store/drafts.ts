// What the person has begun to write: shown at once, on all devices soon, never lost.
//
// The server's drafts are part of the state. What was written here since stands over them until the
// server has it; the last to write wins.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { DraftView, Events, FileView, PostChoices } from "../protocol";
import { isPassing } from "../realtime/errors";
import type { Draft } from "./api";
import type { Core } from "./core";
import { DRAFTS, draftKeys, type Shelf } from "./kept";
import { isLocal } from "./outbox/local_files";
import { keyed } from "./selectors";
import { omit, put, type State, type Table } from "./state";

/** A draft with its place. */
export interface PlacedDraft extends Draft {
  channel_id: string;
  thread_id: string | null;
  updated_at: number;
}

/** Written here, and the server has not heard of it. */
interface Own extends PlacedDraft {
  /** The server took it not: it stays here alone until it changes. */
  refused?: true;
}

const SYNC_AFTER_MS = 1_000;
const AGAIN_AFTER_MS = 5_000;
const NOTHING: Draft = { text: "", files: [] };

const keyOf = (draft: { channel_id: string; thread_id?: string | null }) => draft.thread_id ?? draft.channel_id;
const isEmpty = (draft: { text?: string; files?: readonly FileView[] }) => !draft.text?.trim() && !draft.files?.length;
const ids = (files: readonly FileView[] = []) => files.map((file) => file.id).join();

/** What is left out is at its default. */
export function sameChoices(one: PostChoices = {}, other: PostChoices = {}): boolean {
  const said = ({ kind = "post", wants_ack = false, label = "none", pinned = "no", pinned_until = null }: PostChoices) =>
    `${kind} ${wants_ack} ${label} ${pinned} ${pinned_until}`;
  return said(one) === said(other);
}

export function draftChanged(state: State, { draft }: Events["draft.changed"]): State {
  const key = keyOf(draft);
  return { ...state, drafts: isEmpty(draft) ? omit(state.drafts, key) : put(state.drafts, key, draft) };
}

export class DraftsKeeper {
  /** All of them, the last written first. */
  readonly all: ReadonlySignal<readonly PlacedDraft[]>;
  readonly at: (key: string) => ReadonlySignal<Draft>;
  #core: Core;
  #isLive: () => boolean;
  #own = signal<Table<Own>>({});
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> | null = null;
  #shelfKey: string | null = null; // one for each tab: none writes over another's
  #stopKeeping: (() => void) | null = null;

  constructor(core: Core, isLive: () => boolean) {
    this.#core = core;
    this.#isLive = isLive;
    const known = computed(() => core.state.value.drafts);
    this.at = keyed((key) => computed(() => this.#own.value[key] ?? toDraft(known.value[key])));
    this.all = computed(() => {
      const others = Object.entries(known.value).filter(([key]) => !this.#own.value[key]);
      const all = [...Object.values(this.#own.value), ...others.map(([, draft]) => toPlaced(draft))];
      return all.filter((draft) => !isEmpty(draft)).sort((a, b) => b.updated_at - a.updated_at);
    });
  }

  /** Bring what an earlier visit left unsent, and keep from now on what is. */
  restore(shelf: Shelf | null, personId: string, tabId: string): void {
    if (this.#shelfKey !== null) return;
    this.#shelfKey = `${DRAFTS}${personId}.${tabId}`;
    const left = draftKeys(shelf, personId);
    this.#own.value = left.map((key) => read(shelf, key)).reduceRight(latest, this.#own.peek());
    this.#stopKeeping = effect(() => write(shelf, this.#shelfKey!, this.#own.value));
    for (const key of left) if (key !== this.#shelfKey) write(shelf, key, {}); // a tab that is still there writes its own again
    this.#soon(SYNC_AFTER_MS);
  }

  /** The person leaves this browser: nothing more is kept in it. */
  stopKeeping(): void {
    this.#stopKeeping?.();
    clearTimeout(this.#timer);
  }

  set(channelId: string, threadId: string | null, draft: Draft): void {
    const key = threadId ?? channelId;
    const shown = this.at(key).peek();
    const post = draft.post ?? shown.post;
    if (shown.text === draft.text && ids(shown.files) === ids(draft.files) && sameChoices(shown.post, post)) return;
    const text = draft.text.trim() ? draft.text : "";
    const own: Own = { channel_id: channelId, thread_id: threadId, text, files: [...draft.files], updated_at: Date.now() };
    if (post && !isEmpty(own)) own.post = post;
    const isNews = !isEmpty(own) || this.#core.now.drafts[key] !== undefined || this.#flushing !== null;
    this.#own.value = isNews ? put(this.#own.peek(), key, own) : omit(this.#own.peek(), key);
    this.#soon(SYNC_AFTER_MS);
  }

  /** Tell the server what it has not heard, one after the other; ends when it has all. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return (this.#flushing ??= this.#sendAll().finally(() => (this.#flushing = null)));
  }

  async #sendAll(): Promise<void> {
    try {
      for (let key = this.#next(); key !== undefined && this.#isLive(); key = this.#next()) await this.#send(key);
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (this.#isLive()) this.#soon(AGAIN_AFTER_MS);
    }
  }

  #next(): string | undefined {
    const own = this.#own.peek();
    return Object.keys(own).find((key) => !own[key]!.refused);
  }

  async #send(key: string): Promise<void> {
    const sent = this.#own.peek()[key]!;
    const { channel_id, thread_id, text, post } = sent;
    const file_ids = sent.files.map((file) => file.id).filter((id) => !isLocal(id));
    try {
      const draft = await this.#core.ask("drafts.set", { channel_id, thread_id: thread_id ?? undefined, text, file_ids, ...(post ? { post } : {}) });
      this.#core.update((state) => draftChanged(state, { draft }));
      const staysHere = file_ids.length < sent.files.length; // a file that could not go up yet
      this.#settle(key, sent, staysHere);
    } catch (error) {
      if (isPassing(error)) throw error;
      this.#settle(key, sent, !isEmpty(sent));
    }
  }

  /** The server has it, or wants it not; what was written meanwhile is still to be told. */
  #settle(key: string, sent: Own, staysHere: boolean): void {
    if (this.#own.peek()[key] !== sent) return;
    this.#own.value = staysHere ? put(this.#own.peek(), key, { ...sent, refused: true }) : omit(this.#own.peek(), key);
  }

  #soon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }
}

function toDraft(draft: DraftView | undefined): Draft {
  if (!draft) return NOTHING;
  return { text: draft.text ?? "", files: draft.files ?? [], ...(draft.post ? { post: draft.post } : {}) };
}

function toPlaced(draft: DraftView): PlacedDraft {
  const { channel_id, thread_id = null, updated_at } = draft;
  return { ...toDraft(draft), channel_id, thread_id, updated_at };
}

/** Of each place the draft that was written last. */
function latest(all: Table<Own>, more: Table<Own>): Table<Own> {
  const newer = Object.entries(more).filter(([key, own]) => !all[key] || all[key].updated_at < own.updated_at);
  return { ...all, ...Object.fromEntries(newer) };
}

function read(shelf: Shelf | null, key: string): Table<Own> {
  try {
    const found = JSON.parse(shelf?.getItem(key) ?? "{}") as Table<Own>;
    return Object.fromEntries(Object.entries(found).filter(([, own]) => own.channel_id));
  } catch {
    return {};
  }
}

function write(shelf: Shelf | null, key: string, own: Table<Own>): void {
  try {
    if (Object.keys(own).length === 0) shelf?.removeItem(key);
    else shelf?.setItem(key, JSON.stringify(own));
  } catch {
    // The shelf is full or closed: the tab itself still holds everything.
  }
}
