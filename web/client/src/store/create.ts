// Puts the store together: connection, sync and the parts that act, behind one interface.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { MessageView, MeView } from "../protocol";
import { Connection, type LinkState, type Socket } from "../realtime/connection";
import type { Hello } from "../realtime/frames";
import { type ActionParts, makeActions } from "./actions";
import type { ConnectionStatus, Store } from "./api";
import type { CacheDatabase } from "./cache/database";
import { CacheKeeper } from "./cache/keeper";
import { Core } from "./core";
import { DraftsKeeper } from "./drafts";
import { stancesOf } from "./feed";
import { Gate } from "./gate";
import { Kept, type Shelf } from "./kept";
import { Loader } from "./loader";
import { Marks } from "./marks";
import type { OutboxDatabase } from "./outbox/database";
import { type Locks, OutboxKeeper } from "./outbox/keeper";
import { turned } from "./outbox/changes";
import { LocalFiles } from "./outbox/local_files";
import { Outbox } from "./outbox/outbox";
import { PeopleFetcher, PresenceWatcher } from "./people";
import { Prefetcher } from "./prefetch";
import { PreferencesKeeper } from "./preferences";
import { inOrder } from "./scheduled";
import { type UnsentSignals, unsentSignals } from "./outbox/selectors";
import { callsOf, counts, followedOf, idSet, keyed, part, presenceOf, lastPageOf, shownAs, threadOf, timelineOf, totals, typistsOf } from "./selectors";
import type { State } from "./state";
import { type Phase, Sync } from "./sync";
import { Typing } from "./typing";
import { upload } from "./upload";

/** What the store needs of the world around it. */
export interface Environment {
  url: string;
  openSocket: (url: string, subprotocol: string) => Socket;
  isSignedOut: () => Promise<boolean>;
  isNetworkUp: () => boolean;
  shelf: Shelf | null;
  tabId: string;
  /** Null where nothing can be kept but what the shelf takes. */
  cache: CacheDatabase | null;
  outbox: OutboxDatabase | null;
  /** Null without a secure context. */
  locks: Locks | null;
  /** Nothing is fetched but what is asked for. */
  isFrugal: () => boolean;
  /** What is fetched is paid for: little, beside what is asked for. */
  isMetered: () => boolean;
  /** Who is signed in, as the server rendered the page; null where it did not say. */
  personId: string | null;
  /** The channel that the address names: shown first. */
  channelInSight: () => string | null;
  /** Another person is signed in than the one whose things are shown: begin anew. */
  onStranger: () => void;
}

export interface RunningStore extends Store {
  start(): void;
  stop(): void;
  /** The network came or went, or the page is visible again: see whether the server answers. */
  nudge(): void;
  /** The page is about to go: send what waits for its second. */
  settle(): void;
}

const NO_WHISPERS: readonly MessageView[] = [];
const READ_WITHIN_MS = 3_000; // the server is there, and the disk does not answer

/** How long signing out waits for drafts on their way to the server. */
const DRAFTS_MS = 3_000;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createStore(environment: Environment): RunningStore {
  const link = signal<LinkState>({ state: "connecting" });
  const phase = signal<Phase>("offline");
  const loadedOnce = signal(false);
  const networkUp = signal(true);

  const connection: Connection = new Connection({
    ...environment,
    onState: (state) => {
      if (state.state === "waiting") networkUp.value = environment.isNetworkUp();
      link.value = state;
      if (state.state !== "open" && phase.peek() !== "offline") sync.lost();
      if (state.state === "signed-out") void cache.wipe();
    },
    onHello: (hello) => {
      networkUp.value = true; // whatever the browser says
      filled.through(() => greeted(hello));
      setTimeout(hear, READ_WITHIN_MS);
    },
    onPush: (push) => filled.through(() => sync.push(push)),
    beforeReply: () => sync.flush(),
  });
  const core = new Core((op, args) => connection.request(op, args));
  const sync: Sync = new Sync(core, {
    onPhase: (next) => {
      phase.value = next;
      if (next === "live") goOn();
    },
    onCleared: (channelIds) => void loader.reload(channelIds),
  });
  const loader = new Loader(core, sync);
  const files = new LocalFiles(environment.outbox, () => core.now.me?.id ?? "");
  const outbox = new Outbox(core, () => sync.phase === "live", files);
  const unsentKeeper =
    environment.outbox && new OutboxKeeper(core, outbox, environment.outbox, environment.locks, environment.tabId);
  const marks = new Marks(core, outbox);
  const fetcher = new PeopleFetcher(core);
  const watcher = new PresenceWatcher(core);
  const typing = new Typing(core);
  const drafts = new DraftsKeeper(core, () => sync.phase === "live");
  const preferences = new PreferencesKeeper(core, environment.shelf);
  const cache = new CacheKeeper(core, environment.cache, () => sync.epoch, environment.locks);
  const isLive = () => sync.phase === "live";
  const prefetcher = new Prefetcher({ core, loader, fetcher, isLive, ...environment });
  const filled = new Gate();
  let kept: Kept | null = null;

  /** Show what was kept, connect meanwhile, and hear the server once all of it is there. */
  function start(): void {
    const begin = cache.fill(environment.personId, environment.channelInSight(), (epoch) => {
      sync.filled(epoch);
      loadedOnce.value = true;
      restore();
    });
    void begin
      .then(() => loadedOnce.peek() && cache.start())
      .catch(() => undefined)
      .finally(hear);
    connection.start();
  }

  /** From now on what the server says is applied. */
  function hear(): void {
    cache.endFilling();
    filled.open();
  }

  function greeted(hello: Hello): void {
    const mine = core.now.me?.id;
    if (!mine || mine === (hello.me as MeView).id) return sync.hello(hello);
    connection.stop();
    void cache.wipe().then(environment.onStranger);
  }

  /** The connection is there and nothing is missed any more: do what waited for it. */
  function goOn(): void {
    loadedOnce.value = true;
    restore();
    cache.start();
    outbox.flush();
    void unsentKeeper?.takeOver();
    void fetcher.flush();
    void watcher.flush();
    void preferences.flush();
    void drafts.flush();
    void loader.reload();
    prefetcher.start();
  }

  function restore(): void {
    const me = core.now.me?.id;
    if (kept || !me) return;
    kept = new Kept(environment.shelf, me, environment.tabId);
    drafts.restore(environment.shelf, me, environment.tabId);
    outbox.restore(kept.outbox());
    if (environment.outbox) void keepUnsent(me, environment.outbox);
    else keepOnShelf();
  }

  /** In the database where that works, else on the shelf, which takes no files. */
  async function keepUnsent(me: string, database: OutboxDatabase): Promise<void> {
    if (await database.works()) unsentKeeper?.start(me, () => kept?.dropFound());
    else keepOnShelf();
  }

  function keepOnShelf(): void {
    const pending = part(core.state, "pending");
    effect(() => kept?.keepOutbox(pending.value));
    kept?.dropFound();
  }

  const typists = part(core.state, "typing");
  effect(() => {
    if (Object.keys(typists.value).length > 0) typing.tend();
  });

  /** Nothing of the person stays in this browser. */
  async function forget(): Promise<void> {
    await Promise.race([drafts.flush().catch(() => undefined), pause(DRAFTS_MS)]);
    connection.stop();
    await Promise.all([cache.wipe(), unsentKeeper?.forget()]);
    drafts.stopKeeping();
    preferences.forget();
    kept?.forget();
  }

  const parts: ActionParts = {
    core, connection, loader, outbox, marks, fetcher, watcher, typing, preferences, drafts,
    upload: (file, now) => (now ? upload(file) : files.upload(file, sync.phase === "live")),
    forget,
  };
  return {
    ...signalsOf(core, fetcher, drafts),
    ...unsentSignals(core.state),
    unkept: computed(() => unsentKeeper?.failing.value ?? false),
    localUrl: (id) => files.url(id),
    connection: statusOf(link, phase, networkUp),
    ready: computed(() => loadedOnce.value),
    preferences: preferences.chosen,
    drafts: drafts.all,
    scheduled: inOrder(part(core.state, "scheduled")),
    actions: makeActions(parts),
    start,
    stop: () => {
      connection.stop();
      prefetcher.stop();
      cache.stop();
      unsentKeeper?.stop();
    },
    nudge: () => {
      networkUp.value = environment.isNetworkUp();
      connection.nudge();
      void unsentKeeper?.takeOver();
    },
    settle: () => {
      marks.flush();
      void cache.flush();
      void drafts.flush();
    },
  };
}

type Signals = Omit<Store, "actions" | "connection" | "ready" | "preferences" | "drafts" | "scheduled" | "localUrl" | "unkept" | keyof UnsentSignals>;

function signalsOf(core: Core, fetcher: PeopleFetcher, drafts: DraftsKeeper): Signals {
  const state = core.state;
  const unread = counts(state, false);
  const unreadThreads = counts(state, true);
  const people = part(state, "people");
  const person = keyed((id) => computed(() => people.value[id]));
  const presence = keyed((id) => computed(() => presenceOf(state.value, id)));
  const markAt = keyed((key) => computed(() => state.value.reads[key]?.seq ?? null));
  const typistsAt = keyed((key) => typistsOf(state, key));
  const whispersAt = keyed((key) => computed(() => state.value.whispers[key] ?? NO_WHISPERS));
  const pageAt = keyed((name) => lastPageOf(state, name));
  const messageAt = keyed((key) => computed(() => messageOf(state.value, key)));
  const channelOfThread = (threadId: string) =>
    Object.keys(state.value.messages).find((id) => state.value.messages[id]?.[threadId]) ?? "";
  return {
    me: part(state, "me"),
    workspace: part(state, "workspace"),
    people,
    notifications: part(state, "notifications"),
    stances: stancesOf(state),
    feedSettings: part(state, "feedSettings"),
    feedNews: part(state, "feedNews"),
    feedMoves: part(state, "feedMoves"),
    faqChanges: part(state, "faqChanges"),
    pinChanges: part(state, "pinChanges"),
    pending: part(state, "pending"),
    archiveChanges: part(state, "archiveChanges"),
    digestChanges: part(state, "digestChanges"),
    forms: part(state, "forms"),
    appHomes: part(state, "appHomes"),
    devices: part(state, "devices"),
    requests: part(state, "requests"),
    welcome: part(state, "welcome"),
    acks: part(state, "acks"),
    channels: part(state, "channels"),
    unread,
    unreadThreads,
    totals: totals(state, unread, unreadThreads),
    calls: callsOf(state),
    savedIds: idSet(() => turned(Object.keys(state.value.saved), state.value.changes, "save")),
    followedIds: idSet(() => followedOf(state.value)),
    person: (id) => {
      fetcher.want(id);
      return person(id).value;
    },
    presence: (personId) => presence(personId).value,
    timeline: keyed((channelId) => timelineOf(state, channelId)),
    thread: keyed((threadId) => threadOf(state, threadId, channelOfThread)),
    message: (channelId, messageId) => messageAt(`${channelId} ${messageId}`).value,
    readSeq: (key) => markAt(key).value,
    lastPage: (name) => pageAt(name).value,
    whispers: (key) => whispersAt(key).value,
    typing: (channelId, threadId) => typistsAt(threadId ?? channelId).value,
    draft: (channelId, threadId) => drafts.at(threadId ?? channelId).value,
  };
}

function messageOf(state: State, key: string): MessageView | undefined {
  const [channelId = "", messageId = ""] = key.split(" ");
  const message = state.messages[channelId]?.[messageId];
  return message && (shownAs(state, message) ?? undefined);
}

function statusOf(
  link: ReadonlySignal<LinkState>,
  phase: ReadonlySignal<Phase>,
  networkUp: ReadonlySignal<boolean>,
): ReadonlySignal<ConnectionStatus> {
  return computed(() => {
    const now = link.value;
    if ((now.state === "waiting" || now.state === "open") && !networkUp.value) return { state: "offline" };
    if (now.state === "open" && now.quiet) return { state: "quiet" };
    if (now.state === "open") return phase.value === "live" ? { state: "online" } : { state: "catching-up" };
    return now;
  });
}
