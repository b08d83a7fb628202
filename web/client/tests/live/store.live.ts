// Whatever happened, in whatever order, through whatever breaks: a tab that lived through it shows
// what a tab shows that was opened just now.

import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Tab, pause, until } from "./tab";
import { chance, Walker } from "./walk";

const url = process.env["RUCHE_URL"]!;
const tokens = JSON.parse(process.env["RUCHE_TOKENS"]!) as Record<string, string>;
const steps = Number(process.env["RUCHE_STEPS"] ?? 300);
const random = chance(Number(process.env["RUCHE_SEED"] ?? 1));

let ada: Tab;
let bob: Tab;
let chloe: Tab;
let channelIds: string[];

beforeAll(async () => {
  [ada, bob, chloe] = (await Promise.all(
    ["ada", "bob", "chloe"].map((name) => new Tab(url, tokens[name]!).ready()),
  )) as [Tab, Tab, Tab];
  const open = await ada.store.actions.createChannel({ name: "garden", kind: "public" });
  await bob.store.actions.joinChannel(open.id);
  const closed = await bob.store.actions.createChannel({ name: "cellar", kind: "private" });
  await bob.store.actions.invite(closed.id, [ada.me]);
  const direct = await ada.store.actions.openDirect([bob.me]);
  channelIds = [ada.store.workspace.value!.general_channel_id, open.id, closed.id, direct.id];
  await until("joining", () => [open.id, closed.id, direct.id].every((id) => ada.store.channels.value[id]?.joined));
  await until("joining", () => [open.id, closed.id, direct.id].every((id) => bob.store.channels.value[id]?.joined));
  for (const tab of [ada, bob, chloe]) {
    for (const id of channelIds) if (tab.store.channels.value[id]?.joined) await tab.store.actions.openChannel(id);
  }
});

afterAll(() => {
  for (const tab of [ada, bob, chloe]) tab?.store.stop();
});

it("a tab that lived through it shows what a new one shows", async () => {
  const walker = new Walker([ada, bob, chloe], channelIds, random);
  for (let step = 0; step < steps; step += 1) {
    walker.step();
    if (random() < 0.6) await pause(random() * 15);
  }
  for (const tab of walker.tabs) await tab.settled(channelIds);
  expect(walker.surprises).toEqual([]);
  expect(walker.written).toBeGreaterThan(steps / 4);
  for (const [name, tab] of Object.entries({ ada, bob, chloe })) {
    const threads = walker.threads.get(tab)!;
    const fresh = await new Tab(url, tokens[name]!).ready();
    const [lived, loaded] = await bothShown(tab, fresh, threads);
    expect(lived, name).toEqual(loaded);
    expect(Object.values(lived["messages"] as object).flat().length).toBeGreaterThan(0);
    fresh.store.stop();
  }
});

/** What both show once the last events have come and read marks have gone out; at most a minute. */
async function bothShown(tab: Tab, fresh: Tab, threads: ReadonlyMap<string, string>) {
  for (let tries = 0; ; tries += 1) {
    const both = [await shown(tab, threads), await shown(fresh, threads)] as const;
    if (tries >= 240 || isDeepStrictEqual(both[0], both[1])) return both;
    await pause(250);
  }
}

/** All that a tab can show, its channels and threads read to their beginnings. */
async function shown({ store }: Tab, threads: ReadonlyMap<string, string>): Promise<Record<string, unknown>> {
  const messages: Record<string, unknown> = {};
  for (const id of channelIds) {
    if (!store.channels.value[id]?.joined) continue;
    await store.actions.openChannel(id);
    while (store.timeline(id).value.hasOlder) await store.actions.loadOlder(id);
    messages[id] = store.timeline(id).value.messages;
  }
  for (const [threadId, channelId] of threads) {
    await store.actions.openThread(channelId, threadId);
    while (store.thread(threadId).value.hasOlder) await store.actions.loadOlderReplies(threadId);
    messages[threadId] = store.thread(threadId).value.messages;
  }
  const joined = Object.values(store.channels.value).filter((channel) => channel.joined);
  const { people, unread, unreadThreads, savedIds, followedIds } = store;
  return bare({
    messages,
    channels: joined.map(({ head: _head, ...channel }) => channel).sort((a, b) => (a.id < b.id ? -1 : 1)),
    people: people.value,
    unread: unread.value,
    unreadThreads: unreadThreads.value,
    saved: [...savedIds.value].sort(),
    followed: [...followedIds.value].sort(),
  }) as Record<string, unknown>;
}

/** Without what a view may leave out: fields at their default. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  const isDefault = (field: unknown) =>
    !field || field === "message" || field === "all" || (Array.isArray(field) && field.length === 0);
  const kept = Object.entries(value).filter(([, field]) => !isDefault(field));
  return Object.fromEntries(kept.map(([key, field]) => [key, bare(field)]));
}
