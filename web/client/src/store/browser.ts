// The store in a browser tab: its socket, its storage, and the moments at which it should hurry.

import type { Socket } from "../realtime/connection";
import { CacheDatabase } from "./cache/database";
import { createStore, type Environment, type RunningStore } from "./create";
import { OutboxDatabase } from "./outbox/database";
import type { Locks } from "./outbox/keeper";

/** Make the store of this page and connect. */
export function startStore(): RunningStore {
  const store = createStore(environment());
  for (const turn of ["online", "offline"]) window.addEventListener(turn, () => store.nudge());
  window.addEventListener("pagehide", () => store.settle());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") store.nudge();
  });
  store.start();
  return store;
}

function environment(): Environment {
  const tabId = Math.random().toString(36).slice(2);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return {
    url: `${scheme}://${location.host}/ws`,
    openSocket: (url, subprotocol) => new WebSocket(url, subprotocol) as Socket,
    isSignedOut,
    isNetworkUp: () => navigator.onLine,
    shelf: shelf(),
    tabId,
    cache: typeof indexedDB === "undefined" ? null : new CacheDatabase(tabId),
    outbox: typeof indexedDB === "undefined" ? null : new OutboxDatabase(),
    locks: (navigator.locks as Locks | undefined) ?? null,
    personId: document.querySelector<HTMLMetaElement>('meta[name="person"]')?.content || null,
    isFrugal: () => network()?.saveData === true,
    isMetered: () => network()?.type === "cellular",
    channelInSight: () => /^\/c\/([^/]+)/.exec(location.pathname)?.[1] ?? null,
    onStranger: () => location.reload(),
  };
}

/** What some browsers say of the network. */
const network = () => (navigator as { connection?: { saveData?: boolean; type?: string } }).connection;

/** A refused handshake does not tell a browser why: ask over HTTP. */
async function isSignedOut(): Promise<boolean> {
  try {
    const headers = { "Content-Type": "application/json", "X-Ruche": "1" };
    const answer = await fetch("/api/v1/people.me", { method: "POST", headers, body: "{}" });
    return answer.status === 401;
  } catch {
    return false;
  }
}

function shelf(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
