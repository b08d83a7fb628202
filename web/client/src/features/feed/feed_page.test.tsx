// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, it } from "vitest";
import type { FeedItem } from "../../protocol";
import type { Hive } from "../../../tests/store/hive";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { bob, callsAda, channel, inChannel, message, posted, push, reply } from "../../../tests/store/fixtures";
import { FeedPage } from "./feed_page";

/** What the server's feed holds; each item was read where the channel stood then. */
let feed: FeedItem[] = [];
let asked: Array<Record<string, unknown>> = [];

eachWithAStore((hive) => {
  const { handlers } = hive.network;
  feed = [item(1), item(2)];
  asked = [];
  handlers["feed.list"] = (args) => {
    asked.push(args);
    return { items: feed, next: null };
  };
  handlers["feed.get_settings"] = () => ({ order: "activity", weights: {} });
  handlers["follows.list"] = () => ({ items: [], next: null });
  handlers["channels.configure"] = () => ({});
  handlers["drafts.set"] = () => ({});
});

beforeEach(async () => {
  localStorage.clear();
  await then(() => render(<FeedPage />, document.body));
  await press("All");
});

function item(seq: number, change: Partial<FeedItem> = {}): FeedItem {
  return { root: message(seq), active_at: seq * 1000, head: 3, reasons: [{ kind: "channel" }], ...change };
}

const then = async (work: () => unknown) => {
  await act(async () => void (await work()));
  await act(() => hive.rest());
};
const hears = (...pushes: Parameters<Hive["hear"]>) => then(() => hive.hear(...pushes));
const cards = () => [...document.querySelectorAll<HTMLElement>(".feed-card")].map((card) => card.querySelector(".text")!.textContent);
const pill = () => document.querySelector<HTMLButtonElement>(".feed__pill");
const press = (name: string) =>
  then(() => [...document.querySelectorAll("button")].find((button) => button.textContent === name)!.click());

it("a reply to a thread on the page is shown in its card, and nothing moves", async () => {
  expect(cards()).toEqual(["text 1", "text 2"]);
  await hears(posted(reply(4, "M2", { text: "an answer" })));
  expect(cards()).toEqual(["text 1", "text 2"]);
  expect(document.querySelectorAll(".feed-card")[1]!.textContent).toContain("an answer");
  expect(pill()).toBeNull();
});

it("what is new elsewhere waits behind a pill until it is pressed", async () => {
  await hears(posted(reply(4, "M3")), posted(message(5, { spans: [{ t: "hashtag", tag: "bees" }] })), posted(message(6, callsAda)));
  expect(cards()).toEqual(["text 1", "text 2"]);
  expect(pill()!.textContent).toBe("3 new");
  feed = [item(6, { head: 6 }), item(5, { head: 6 }), item(3, { head: 6, replies: [reply(4, "M3")] }), ...feed];
  await then(() => pill()!.click());
  expect(cards()).toEqual(["text 6", "text 5", "text 3", "text 1", "text 2"]);
  expect(pill()).toBeNull();
});

it("a plain line, one of mine and one in a muted channel are no news", async () => {
  await hears(posted(message(4)), posted(reply(5, "M3", { author_id: "U-ADA" })));
  await hears(push("u:U-ADA", 1, "channel.configured", { channel_id: "C1", level: "default", muted: true, starred: false }));
  await hears(posted(reply(6, "M3")));
  expect(pill()).toBeNull();
});

it("who is put out of a channel sees its threads no more", async () => {
  await hears(push("u:U-ADA", 1, "channel.joined", { channel: channel({ kind: "private", head: 3 }) }));
  expect(cards()).toEqual(["text 1", "text 2"]);
  await hears(push("u:U-ADA", 2, "channel.left", { channel_id: "C1", member_count: 2 }));
  expect(cards()).toEqual([]);
});

it("a deleted root takes its card away", async () => {
  await hears(inChannel(4, "message.deleted", { message_id: "M1", channel_id: "C1", message_seq: 1 }));
  expect(cards()).toEqual(["text 2"]);
});

it("a filter asks the server for what it names", async () => {
  await press("Mentions");
  expect(asked.at(-1)).toMatchObject({ show: "mentions", order: "activity" });
});

it("each card says why it is here, and all it knows when asked", async () => {
  feed = [item(1, { reasons: [{ kind: "person", person_id: bob.id, points: 5 }, { kind: "lively", points: 1 }] })];
  await press("Following");
  const why = document.querySelector<HTMLButtonElement>(".feed-card__why")!;
  expect(why.textContent).toBe("You follow Bob");
});

it("one answers in place", async () => {
  await then(() => document.querySelectorAll<HTMLButtonElement>(".feed-card__foot .button")[0]!.click());
  expect(document.querySelector(".feed-card__composer textarea")).not.toBeNull();
});
