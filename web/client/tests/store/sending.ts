// A browser of Ada's, and a server that stores each message once: what tests of sending share.

import { afterEach, beforeEach, vi } from "vitest";
import type { MessageView } from "../../src/protocol";
import type { RunningStore } from "../../src/store/create";
import { ada, message, posted } from "./fixtures";
import type { Hive } from "./hive";
import { Browser, rest } from "./keeping";

export let browser: Browser;
export let hive: Hive;
export let stored: MessageView[]; // by the server, each once

/** A new browser and server for each test of the file. */
export function eachWithABrowser(): void {
  beforeEach(() => {
    browser = new Browser();
    hive = browser.hive;
    stored = [];
    hive.network.handlers["messages.post"] = (args) => {
      const { text, client_id, file_ids } = args as { text: string; client_id: string; file_ids: string[] };
      const first = stored.find((each) => each.client_id === client_id);
      if (first) return first;
      const files = file_ids.map((id) => ({ id, name: id, mime: "image/png", size_bytes: 3 }));
      const made = message(hive.head + 1, { author_id: ada.id, text, client_id, files });
      stored.push(made);
      hive.write(made);
      hive.network.socket.deliver(posted(made));
      return made;
    };
    hive.network.handlers["streams.resume"] = (args) => {
      const [, seq] = (args["positions"] as Record<string, [string, number]>)["c:C1"] ?? ["e1", hive.head];
      for (const each of hive.messages.filter((one) => one.seq > seq)) hive.network.socket.deliver(posted(each));
      return { resumed: 1, reset: [] };
    };
  });
  afterEach(() => {
    browser.end();
    vi.restoreAllMocks();
  });
}

export const texts = () => stored.map((each) => each.text);
export const pendingOf = (store: RunningStore) => store.timeline("C1").value.pending.map(({ text, state }) => ({ text, state }));

/** Ada has been here before: the cache is filled. */
export async function been(): Promise<void> {
  await browser.close(await browser.open());
}

export const online = async () => {
  await hive.comeBack();
  await rest();
  await rest();
};
