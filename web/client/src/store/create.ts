// Puts the store together: connection, sync and the parts that act, behind one interface.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { MessageView } from "../protocol";
import { Connection, type LinkState, type Socket } from "../realtime/connection";
import { type ActionParts, makeActions } from "./actions";
import type { ConnectionStatus, Draft, Store } from "./api";
import { Core } from "./core";
import { Kept, type Shelf } from "./kept";
import { Loader } from "./loader";
import { Marks } from "./marks";
import { Outbox } from "./outbox";
import { PeopleFetcher, PresenceWatcher } from "./people";
import { PreferencesKeeper } from "./preferences";
import { counts, idSet, keyed, part, presenceOf, threadOf, timelineOf, totals, typistsOf } from "./selectors";
import type { State } from "./state";
import { type Phase, Sync } from "./sync";
import { Typing } from "./typing";

/** What the store needs of the world around it. */
export interface Environment {
  url: string;
  openSocket: (url: string, subprotocol: string) => Socket;
  isSignedOut: () => Promise<boolean>;
  isNetworkUp: () => boolean;
  shelf: Shelf | null;
  tabId: string;
}

export interface RunningStore extends Store {
  start(): void;
  stop(): void;
  /** The network came or went, or the page is visible again: see whether the server answers. */
  nudge(): void;
  /** The page is about to go: send what waits for its second. */
  settle(): void;
}

const NO_DRAFT: Draft = { text: "", files: [] };

export function createStore(environment: Environment): RunningStore {
  const link = signal<LinkState>({ state: "connecting" });
  const phase = signal<Phase>("offline");
  const drafts = signal<Readonly<Record<string, Draft>>>({});
  const loadedOnce = signal(false);
  const networkUp = signal(true);

  const connection: Connection = new Connection({
    ...environment,
    onState: (state) => {
      if (state.state === "waiting") networkUp.value = environment.isNetworkUp();
      link.value = state;
      if (state.state !== "open" && phase.peek() !== "offline") sync.lost();
    },
    onHello: (hello) => {
      networkUp.value = true; // whatever the browser says
      sync.hello(hello);
    },
    onPush: (push) => sync.push(push),
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
  const outbox = new Outbox(core, () => sync.phase === "live");
  const marks = new Marks(core);
  const fetcher = new PeopleFetcher(core);
  const watcher = new PresenceWatcher(core);
  const typing = new Typing(core);
  const preferences = new PreferencesKeeper(core, environment.shelf);
  let kept: Kept | null = null;

  /** The connection is there and nothing is missed any more: do what waited for it. */
  function goOn(): void {
    loadedOnce.value = true;
    restore();
    outbox.flush();
    void marks.flush();
    void fetcher.flush();
    void watcher.flush();
    void preferences.flush();
    void loader.reload();
  }

  function restore(): void {
    const me = core.now.me?.id;
    if (kept || !me) return;
    kept = new Kept(environment.shelf, me, environment.tabId);
    drafts.value = { ...kept.drafts(), ...drafts.peek() };
    outbox.restore(kept.outbox());
    const pending = part(core.state, "pending");
    effect(() => kept?.keepOutbox(pending.value));
    effect(() => kept?.keepDrafts(drafts.value));
  }

  const typists = part(core.state, "typing");
  effect(() => {
    if (Object.keys(typists.value).length > 0) typing.tend();
  });

  const parts: ActionParts = { core, connection, loader, outbox, marks, fetcher, watcher, typing, preferences, drafts };
  return {
    ...signalsOf(core, fetcher, drafts),
    connection: statusOf(link, phase, networkUp),
    ready: computed(() => loadedOnce.value),
    preferences: preferences.chosen,
    actions: makeActions(parts),
    start: () => connection.start(),
    stop: () => connection.stop(),
    nudge: () => {
      networkUp.value = environment.isNetworkUp();
      connection.nudge();
    },
    settle: () => void marks.flush(),
  };
}

type Signals = Omit<Store, "actions" | "connection" | "ready" | "preferences">;

function signalsOf(core: Core, fetcher: PeopleFetcher, drafts: ReadonlySignal<Readonly<Record<string, Draft>>>): Signals {
  const state = core.state;
  const unread = counts(state, false);
  const unreadThreads = counts(state, true);
  const people = part(state, "people");
  const person = keyed((id) => computed(() => people.value[id]));
  const presence = keyed((id) => computed(() => presenceOf(state.value, id)));
  const typistsAt = keyed((key) => typistsOf(state, key));
  const draftAt = keyed((key) => computed(() => drafts.value[key] ?? NO_DRAFT));
  const messageAt = keyed((key) => computed(() => messageOf(state.value, key)));
  const channelOfThread = (threadId: string) =>
    Object.keys(state.value.messages).find((id) => state.value.messages[id]?.[threadId]) ?? "";
  return {
    me: part(state, "me"),
    workspace: part(state, "workspace"),
    people,
    channels: part(state, "channels"),
    unread,
    unreadThreads,
    totals: totals(state, unread, unreadThreads),
    savedIds: idSet(() => Object.keys(state.value.saved)),
    followedIds: idSet(() => Object.keys(state.value.reads).filter((key) => state.value.reads[key]?.thread_id)),
    person: (id) => {
      fetcher.want(id);
      return person(id).value;
    },
    presence: (personId) => presence(personId).value,
    timeline: keyed((channelId) => timelineOf(state, channelId)),
    thread: keyed((threadId) => threadOf(state, threadId, channelOfThread)),
    message: (channelId, messageId) => messageAt(`${channelId} ${messageId}`).value,
    typing: (channelId, threadId) => typistsAt(threadId ?? channelId).value,
    draft: (channelId, threadId) => draftAt(threadId ?? channelId).value,
  };
}

function messageOf(state: State, key: string): MessageView | undefined {
  const [channelId = "", messageId = ""] = key.split(" ");
  return state.messages[channelId]?.[messageId];
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
