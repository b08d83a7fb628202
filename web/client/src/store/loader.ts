// Loads stretches of channels and threads as screens ask for them.

import type { HistoryPage, MessageView } from "../protocol";
import type { Push } from "../realtime/frames";
import { isAbsent, isAway, isPassing } from "../realtime/errors";
import type { Page } from "./api";
import type { Core } from "./core";
import { dropFar } from "./far";
import { hasLatest, idsWithin, isLive, shownRange, withLook, withoutLook } from "./look";
import { type Asked, insertApart, insertPage, trim } from "./pages";
import { channelStream, type Look, omit, type State } from "./state";
import type { Sync } from "./sync";
import { compare, placeOf, START } from "./windows";

const PAGE = 50;
const LATEST = { before: Number.MAX_SAFE_INTEGER }; // a thread's replies come oldest first
const KEPT_OF_A_CLOSED_CHANNEL = 200;

type Cursor = { before?: number; after?: number; around?: number; around_at?: number; limit?: number };

/** There is no such place: a link to it may also be mistyped. */
const isNowhere = (error: unknown) => isAbsent(error) || (error as { code?: string } | null)?.code === "invalid";

/** A thread as a list brings it: its root, its last replies (oldest first), and when that was so. */
export interface HeldThread {
  root: MessageView;
  replies?: MessageView[];
  head?: number;
}

export class Loader {
  #core: Core;
  #sync: Sync;
  /** Thread id -> channel id, of the threads on screen. */
  #threads = new Map<string, string>();
  /** Channels that are heard only because they are on screen. */
  #watched = new Set<string>();

  constructor(core: Core, sync: Sync) {
    this.#core = core;
    this.#sync = sync;
  }

  async openChannel(channelId: string): Promise<void> {
    const { looks, reads } = this.#core.now;
    const openedAt = looks[channelId]?.openedAt ?? reads[channelId]?.seq ?? null;
    this.#look(channelId, { anchor: null, target: null, openedAt });
    await this.#unlessAway(channelId, channelId, async () => {
      await this.#watch(channelId);
      await this.#showLive(channelId, channelId);
    });
  }

  /** Have the latest messages of a channel here, or of a thread and its root, though nobody looks at them. */
  async prefetch(channelId: string, key = channelId): Promise<void> {
    if (hasLatest(this.#core.now, key)) return;
    if (key !== channelId) {
      await this.prefetch(channelId); // without its channel a thread is not kept
      await this.#fetchRoot(channelId, key, 1);
    }
    await this.#page(channelId, key, { cursor: "latest" }, {});
  }

  async showLatest(channelId: string): Promise<void> {
    this.#look(channelId, { anchor: null, target: null });
    await this.#showLive(channelId, channelId);
  }

  /** A failure leaves the screen as it is. */
  async openAt(channelId: string, at: number): Promise<void> {
    await this.#jump(channelId, { around_at: at }, (message) => message.created_at >= at);
  }

  async openUnread(channelId: string): Promise<void> {
    const { looks, me } = this.#core.now;
    const mark = looks[channelId]?.openedAt;
    if (mark === null || mark === undefined) return;
    const unread = (message: MessageView) => message.seq > mark && message.author_id !== me?.id;
    await this.#jump(channelId, { around: mark }, unread);
  }

  /** Show a page around a place, at its first message that fits, else at its last. */
  async #jump(channelId: string, cursor: Cursor, fits: (message: MessageView) => boolean): Promise<void> {
    const { items } = await this.#page(channelId, channelId, { cursor: "around" }, cursor);
    const found = [...items].reverse().find(fits) ?? items[0];
    if (!found) return this.showLatest(channelId);
    this.#ask(channelId, found.id, { status: "ready" });
  }

  #ask(channelId: string, id: string, change: Partial<Look>): void {
    const asked = (this.#core.now.looks[channelId]?.asked ?? 0) + 1;
    this.#look(channelId, { anchor: id, target: id, asked, ...change });
  }

  async openAround(channelId: string, at: { message_id: string; seq?: number }): Promise<void> {
    const openedAt = this.#core.now.reads[channelId]?.seq ?? null;
    const known = this.#core.now.lists[channelId]?.ids.includes(at.message_id);
    this.#ask(channelId, at.message_id, { openedAt, status: known ? "ready" : "loading" });
    if (known) return;
    await this.#unlessAway(channelId, channelId, async () => {
      await this.#watch(channelId);
      await this.#settle(channelId, async () => {
        const seq = at.seq ?? (await this.#core.ask("messages.get", { message_id: at.message_id })).seq;
        await this.#page(channelId, channelId, { cursor: "around" }, { around: seq });
      });
    });
  }

  /** A page of threads with their last replies: each is shown and kept current like one that was
   *  opened, until `release`. */
  async hold<Item extends HeldThread>(ask: () => Promise<Page<Item>>): Promise<Page<Item>> {
    const streams = Object.keys(this.#core.now.positions).filter((stream) => stream.startsWith("c:"));
    const journals = new Map(streams.map((stream) => [stream, this.#sync.journal(stream)]));
    const meanwhile = (item: Item) => journals.get(channelStream(item.root.channel_id))?.pushes ?? [];
    try {
      const page = await ask();
      this.#core.update((state) => page.items.reduce((now, item) => this.#held(now, item, meanwhile(item)), state));
      return page;
    } finally {
      for (const journal of journals.values()) journal.end();
    }
  }

  /** A thread that is heard, in the state with a look; one that is not stays as it was read. */
  #held(state: State, { root, replies = [], head = 0 }: HeldThread, meanwhile: readonly Push[]): State {
    const { id, channel_id: channelId } = root;
    if (!state.channels[channelId]?.joined) return state;
    this.#threads.set(id, channelId);
    const more = (root.thread?.reply_count ?? 0) > replies.length;
    const next = more ? (replies[0]?.seq ?? null) : null;
    const there = insertApart(state, { channelId, page: { items: [root], next: null, newer: null, head }, meanwhile });
    const page = { items: [...replies].reverse(), next, newer: null, head };
    const listed = insertPage(there, { channelId, listKey: id, page, asked: { cursor: "latest" }, meanwhile });
    const openedAt = state.reads[id]?.seq ?? null;
    return listed.looks[id] ? listed : withLook(listed, id, { anchor: null, status: "ready", openedAt });
  }

  /** One message as it is now; where its channel is heard it is in the state then, and stays current. */
  async fetch(channelId: string, messageId: string): Promise<MessageView> {
    const journal = this.#sync.journal(channelStream(channelId));
    try {
      const message = await this.#core.ask("messages.get", { message_id: messageId });
      const page = { items: [message], next: null, newer: null, head: 0 };
      this.#core.update((state) =>
        state.channels[channelId]?.joined && !message.deleted ? insertApart(state, { channelId, page, meanwhile: journal.pushes }) : state,
      );
      return message;
    } finally {
      journal.end();
    }
  }

  /** These threads are on screen no more. */
  release(threadIds: readonly string[]): void {
    this.#core.update((state) => threadIds.reduce(withoutLook, state));
    for (const id of threadIds) this.#threads.delete(id);
  }

  loadOlder(key: string): Promise<void> {
    return this.#extend(key, "loadingOlder");
  }

  loadNewer(key: string): Promise<void> {
    return this.#extend(key, "loadingNewer");
  }

  async openThread(channelId: string, threadId: string): Promise<void> {
    this.#threads.set(threadId, channelId);
    const openedAt = this.#core.now.reads[threadId]?.seq ?? null;
    this.#look(threadId, { anchor: null, openedAt });
    await this.#unlessAway(channelId, threadId, async () => {
      await this.#watch(channelId);
      await this.#root(channelId, threadId);
      await this.#showLive(channelId, threadId);
    });
  }

  /** The screen is gone: its look is forgotten, and most of what it had loaded. */
  close(channelId: string): void {
    this.#core.update((state) => trim(withoutLook(state, channelId), channelId, KEPT_OF_A_CLOSED_CHANNEL));
    if (!this.#watched.delete(channelId) || this.#core.now.channels[channelId]?.joined) return;
    const streams = [channelStream(channelId)];
    this.#core.update((state) => ({
      ...state,
      lists: omit(state.lists, channelId),
      messages: omit(state.messages, channelId),
      positions: omit(state.positions, ...streams),
    }));
    void this.#core.ask("streams.unwatch", { streams }).catch(() => undefined);
  }

  /** After a reset or a failure: load again what is on screen. Fails silently: it is tried again. */
  async reload(channelIds?: readonly string[]): Promise<void> {
    if (!channelIds) await this.#watchAgain();
    const wanted = (channelId: string) => !channelIds || channelIds.includes(channelId);
    for (const key of Object.keys(this.#core.now.looks)) {
      const channelId = this.#channelOf(key);
      if (!wanted(channelId) || shownRange(this.#core.now, channelId, key)) continue;
      try {
        if (this.#threads.has(key)) await this.#root(channelId, key);
        await this.#showAsked(channelId, key);
      } catch (error) {
        if (!isPassing(error) && !isNowhere(error)) console.warn("reload", key, error);
      }
    }
  }

  /** What the screen asked for while there was no connection, else the live end. */
  async #showAsked(channelId: string, key: string): Promise<void> {
    const look = this.#core.now.looks[key];
    if (look?.anchor && look.status === "loading" && key === channelId) {
      return this.openAround(channelId, { message_id: look.anchor });
    }
    this.#look(key, { anchor: null });
    await this.#showLive(channelId, key);
  }

  /** Without a connection nothing fails: `reload` goes on once there is one. */
  async #unlessAway(channelId: string, key: string, load: () => Promise<void>): Promise<void> {
    try {
      await load();
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#look(key, { status: shownRange(this.#core.now, channelId, key) ? "ready" : "loading" });
    }
  }

  #channelOf(key: string): string {
    return this.#threads.get(key) ?? key;
  }

  #look(key: string, change: Parameters<typeof withLook>[2]): void {
    this.#core.update((state) => withLook(state, key, change));
  }

  async #showLive(channelId: string, key: string): Promise<void> {
    const range = shownRange(this.#core.now, channelId, key);
    if (range) return this.#look(key, { status: "ready" });
    this.#look(key, { status: "loading" });
    await this.#settle(key, () => this.#page(channelId, key, { cursor: "latest" }, {}));
  }

  /** A thread's root: the thread's own pages do not hold it, the channel's do. */
  async #root(channelId: string, threadId: string): Promise<void> {
    if (this.#core.now.messages[channelId]?.[threadId]) return;
    await this.#settle(threadId, () => this.#fetchRoot(channelId, threadId, PAGE));
  }

  async #fetchRoot(channelId: string, threadId: string, limit: number): Promise<void> {
    if (this.#core.now.messages[channelId]?.[threadId]) return;
    try {
      const { seq } = await this.#core.ask("messages.get", { message_id: threadId });
      await this.#page(channelId, channelId, { cursor: "around" }, { around: seq, limit });
    } catch (error) {
      if (!isAbsent(error)) throw error; // a deleted root leaves its replies
      if (this.#core.now.looks[threadId]) this.#look(threadId, { rootGone: true });
    }
  }

  async #extend(key: string, flag: "loadingOlder" | "loadingNewer"): Promise<void> {
    const channelId = this.#channelOf(key);
    const state = this.#core.now;
    const range = shownRange(state, channelId, key);
    if (!range || state.looks[key]?.[flag]) return;
    const older = flag === "loadingOlder";
    if (older ? compare(range.from, START) === 0 : isLive(range)) return;
    const ids = idsWithin(state, channelId, key, range);
    const edge = state.messages[channelId]?.[(older ? ids[0] : ids[ids.length - 1]) ?? ""];
    const place = edge ? placeOf(edge) : older ? range.from : range.to;
    const cursor: Cursor = older ? { before: place[1] } : { after: place[1] };
    this.#look(key, { [flag]: true });
    try {
      await this.#page(channelId, key, { cursor: older ? "before" : "after", place }, cursor);
      if (key === channelId) this.#core.update((now) => dropFar(now, key, older ? "newest" : "oldest"));
    } finally {
      this.#look(key, { [flag]: false });
    }
  }

  /** Ask for one page; what happens in the channel meanwhile is applied to it too. */
  async #page(channelId: string, key: string, asked: Asked, cursor: Cursor): Promise<HistoryPage> {
    const journal = this.#sync.journal(channelStream(channelId));
    const latest = asked.cursor === "latest";
    try {
      const page: HistoryPage =
        key === channelId
          ? await this.#core.ask("messages.history", { channel_id: channelId, limit: PAGE, ...cursor })
          : await this.#core.ask("threads.replies", { thread_id: key, limit: PAGE, ...(latest ? LATEST : cursor) });
      const arrival = { channelId, listKey: key, page, asked, meanwhile: journal.pushes };
      this.#core.update((state) => insertPage(state, arrival));
      return page;
    } finally {
      journal.end();
    }
  }

  async #settle(key: string, load: () => Promise<unknown>): Promise<void> {
    try {
      await load();
      this.#look(key, { status: "ready" });
    } catch (error) {
      this.#look(key, { status: isNowhere(error) ? "absent" : "failed" });
      throw error;
    }
  }

  /** A public channel that I am not in is heard while it is on screen. */
  async #watch(channelId: string): Promise<void> {
    if (this.#core.now.channels[channelId]?.joined !== false || this.#watched.has(channelId)) return;
    this.#watched.add(channelId);
    await this.#watchAgain();
  }

  async #watchAgain(): Promise<void> {
    const streams = [...this.#watched].map(channelStream);
    if (streams.length === 0) return;
    const { positions } = await this.#core.ask("streams.watch", { streams });
    this.#core.update((state) => ({ ...state, positions: { ...positions, ...state.positions } }));
  }
}

