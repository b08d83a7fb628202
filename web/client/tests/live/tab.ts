// A browser tab of one person, without the browser: the store over a real socket.

import type { Socket } from "../../src/realtime/connection";
import { createStore, type RunningStore } from "../../src/store/create";

type SocketWithHeaders = new (
  url: string,
  options: { protocols: string[]; headers: Record<string, string> },
) => WebSocket;

export class Tab {
  readonly store: RunningStore;
  #socket: WebSocket | undefined;

  constructor(url: string, token: string) {
    const open = WebSocket as unknown as SocketWithHeaders;
    this.store = createStore({
      url,
      openSocket: (address, protocol) => {
        const headers = { Authorization: `Bearer ${token}` };
        this.#socket = new open(address, { protocols: [protocol], headers });
        return this.#socket as unknown as Socket;
      },
      isSignedOut: async () => false,
      isNetworkUp: () => true,
      shelf: null,
      tabId: "live",
      cache: null,
      outbox: null,
      locks: null,
      personId: null,
      isFrugal: () => true,
      isMetered: () => false,
      channelInSight: () => null,
      onStranger: () => undefined,
    });
    this.store.start();
  }

  get me(): string {
    return this.store.me.value!.id;
  }

  /** The network drops the socket; the store comes back by itself. */
  cut(): void {
    this.#socket?.close();
  }

  async ready(): Promise<this> {
    await until("the first load", () => this.store.ready.value);
    return this;
  }

  /** Online, and everything that was written is stored. */
  async settled(channelIds: readonly string[]): Promise<void> {
    this.store.nudge();
    await until("the connection", () => this.store.connection.value.state === "online");
    const isSent = (id: string) =>
      this.store.timeline(id).value.pending.every((mine) => mine.state === "failed");
    await until("the outbox", () => channelIds.every(isSent));
  }
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_600; tries += 1) {
    if (holds()) return;
    await pause(25);
  }
  throw new Error(`${what} did not come within 40 seconds`);
}
