// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FeedItem, FileView } from "../../protocol";
import type { Hive } from "../../../tests/store/hive";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { bob, callsAda, channel, chloe, inChannel, message, posted, push, reply } from "../../../tests/store/fixtures";
import { FeedPage } from "./feed_page";
import { FeedSettings } from "./feed_settings";

/** What the server's feed holds; each item was read where the channel stood then. */
let feed: FeedItem[] = [];
let sent: unknown[] = [];
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
  handlers["hashtags.get"] = ({ tag }) => ({ tag, label: tag });
  handlers["follows.list"] = () => ({ items: [], next: null });
  sent = [];
  handlers["feed.set_settings"] = (args) => (sent.push(args), args);
  handlers["channels.configure"] = (args) => (sent.push(args), {});
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

it("an accepted answer is told once: at the answer where the card shows it, else at its question", async () => {
  const root = (seq: number, accepted_id: string) => message(seq, { title: `Why ${seq}?`, post: { kind: "question", label: "answered", accepted_id } });
  feed = [
    item(1, { root: root(1, "M5"), replies: [reply(5, "M1", { text: "because" })], head: 9 }),
    item(2, { root: root(2, "M6"), replies: [reply(8, "M2", { text: "thanks" })], head: 9 }),
  ];
  hive.network.handlers["threads.replies"] = ({ thread_id }) => ({
    items: thread_id === "M1" ? [reply(5, "M1", { text: "because" })] : [reply(8, "M2", { text: "thanks" }), reply(6, "M2", { text: "so" })],
    root: root(thread_id === "M1" ? 1 : 2, thread_id === "M1" ? "M5" : "M6"),
    next: null,
    newer: null,
    head: 9,
  });
  hive.network.handlers["messages.get"] = () => reply(6, "M2", { text: "so" });
  await then(() => render(null, document.body));
  await then(() => render(<FeedPage />, document.body));
  const told = () => [...document.querySelectorAll(".feed-card")].map((card) => card.textContent!.split("Accepted answer").length - 1);
  expect(told()).toEqual([1, 1]);
});

const aside = document.createElement("div");
const opensSettings = () => then(() => render(<FeedSettings onMuted={() => undefined} />, document.body.appendChild(aside)));
afterEach(() => act(() => render(null, aside)));

const tagged = (...tags: string[]) => ({ spans: tags.map((tag) => ({ t: "hashtag" as const, tag })) });
const stands = (kind: "person" | "hashtag", target: string, stance: "follow" | "mute", seq = 1) =>
  push("u:U-ADA", seq, "stance.changed", { stance: { kind, target, stance } });

it.each([
  ["a post", "All", { post: { kind: "post" as const } }],
  ["a file", "All", { files: [{ id: "F1" } as FileView] }],
  ["an announcement", "Announcements", { post: { kind: "announcement" as const } }],
  ["what is not read", "Unread", tagged("bees")],
  ["somebody whom one follows", "Following", tagged("wax")],
])("news: %s", async (_what, filter, change) => {
  await hears(stands("person", bob.id, "follow"));
  await press(filter);
  await hears(posted(message(4, change)));
  expect(pill()!.textContent).toBe("1 new");
});

it("a hashtag that one follows, in any spelling of letters, and no other", async () => {
  await hears(stands("hashtag", "etechaud", "follow"));
  await press("Following");
  await hears(posted(message(4, tagged("bees"))));
  expect(pill()).toBeNull();
  await hears(posted(message(5, tagged("ÉtéChaud"))));
  expect(pill()!.textContent).toBe("1 new");
});

it.each([
  ["somebody who is muted", [stands("person", bob.id, "mute")], "All", tagged("bees")],
  ["an answer of somebody who is muted", [stands("person", chloe.id, "mute")], "All", { author_id: chloe.id, thread_id: "M3" }],
  ["a hashtag that is muted", [stands("hashtag", "bees", "mute")], "All", tagged("Bees", "wax")],
  ["a post of somebody", [], "Following", { post: { kind: "post" as const } }],
  ["a post, where announcements are asked for", [], "Announcements", { post: { kind: "post" as const } }],
  ["a word to all without an answer", [], "All", { spans: [{ t: "broadcast" as const, kind: "channel" as const }] }],
])("no news: %s", async (_what, stances, filter, change) => {
  await hears(...stances);
  await press(filter);
  await hears(posted(message(4, change)));
  expect(pill()).toBeNull();
});

it("what is deleted before it was shown is no news any more", async () => {
  await hears(posted(message(4, tagged("bees"))));
  await hears(inChannel(5, "message.deleted", { message_id: "M4", channel_id: "C1", message_seq: 4 }));
  expect(pill()).toBeNull();
});

it("an answer in a thread that one does not follow is not unread", async () => {
  await press("Unread");
  await hears(posted(reply(4, "M3")));
  expect(pill()).toBeNull();
});

it("what was written where one is not in is seen as the page is looked at again", async () => {
  feed = [item(9, { root: message(9, { channel_id: "C2" }) }), item(8, { root: message(8, { author_id: "U-ADA" }) }), ...feed];
  await then(() => document.dispatchEvent(new Event("visibilitychange")));
  expect(cards()).toEqual(["text 1", "text 2"]);
  expect(pill()!.textContent).toBe("1 new");
  await then(() => pill()!.click());
  expect(pill()).toBeNull();
});

it("what moves where one is not in is looked at soon, once for all that moves meanwhile", async () => {
  feed = [item(9, { root: message(9, { channel_id: "C2" }) }), ...feed];
  const before = asked.length;
  await hears(...[1, 2, 3].map(() => push("u:U-ADA", undefined, "feed.moved", {})));
  expect(pill()).toBeNull();
  await act(() => hive.rest(15_000));
  expect(pill()!.textContent).toBe("1 new");
  expect(asked.length).toBe(before + 1);
  expect(cards()).toEqual(["text 1", "text 2"]);
});

it("a plain line, one of mine and one in a muted channel are no news", async () => {
  await hears(posted(message(4)), posted(reply(5, "M3", { author_id: "U-ADA" })));
  await hears(push("u:U-ADA", 1, "channel.configured", { channel_id: "C1", level: "default", muted: true, starred: false }));
  await hears(posted(reply(6, "M3")));
  expect(pill()).toBeNull();
});

it("what is muted leaves the page at once, and comes back from the settings", async () => {
  feed = [item(1), item(2, { root: message(2, { author_id: chloe.id, ...tagged("Wax") }) })];
  await press("Unread");
  await hears(stands("hashtag", "wax", "mute"));
  expect(cards()).toEqual(["text 1"]);
  await hears(push("u:U-ADA", 2, "stance.changed", { stance: { kind: "person", target: bob.id, stance: "mute" } }));
  expect(cards()).toEqual([]);
  await hears(push("u:U-ADA", 3, "channel.configured", { channel_id: "C1", level: "default", muted: true, starred: false }));
  await opensSettings();
  const muted = [...document.querySelectorAll(".feed-settings__muted")];
  expect(muted.map((line) => line.querySelector(".clip")!.textContent)).toEqual(["#garden", "#wax", "Bob"]);
  await then(() => muted[0]!.querySelector("button")!.click());
  expect(sent.at(-1)).toEqual({ channel_id: "C1", muted: false });
});

it("of a muted channel what names me and what is announced stays, and is news", async () => {
  const named = item(1, { reasons: [{ kind: "mention", points: 5 }] });
  const told = item(2, { root: message(2, { author_id: chloe.id, title: "Closed", post: { kind: "announcement" } }) });
  feed = [named, told, item(3)];
  await press("Unread");
  await press("All");
  await hears(push("u:U-ADA", 1, "channel.configured", { channel_id: "C1", level: "default", muted: true, starred: false }));
  expect(cards()).toHaveLength(2);
  await hears(posted(message(4, { post: { kind: "post" } })));
  expect(pill()).toBeNull();
  await hears(posted(message(5, { post: { kind: "announcement" } })));
  expect(pill()!.textContent).toBe("1 new");
});

it("a slider's number goes to the server with the others", async () => {
  await hears(push("u:U-ADA", 1, "feed.settings_changed", { settings: { order: "score", weights: {} } }));
  await opensSettings();
  const slider = document.querySelector<HTMLInputElement>(".feed-settings__slider input")!;
  slider.value = "3";
  await then(() => slider.dispatchEvent(new Event("input", { bubbles: true })));
  await then(() => aside.querySelector<HTMLButtonElement>("[type=submit]")!.click());
  expect(sent).toMatchObject([{ order: "score", weights: { mention: 3, person: 5 } }]);
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

it("a hashtag that one follows is a filter of its own", async () => {
  await hears(stands("hashtag", "wax", "follow"));
  await press("#wax");
  expect(asked.at(-1)).toMatchObject({ hashtag: "wax", order: "activity" });
  await hears(posted(message(4, tagged("bees"))), posted(message(5, tagged("Wax"))));
  expect(pill()!.textContent).toBe("1 new");
  await press("All");
  expect(asked.at(-1)).toMatchObject({ show: "all" });
});

it("of hashtags that were merged one filter is left, by the spelling that stayed", async () => {
  hive.network.handlers["hashtags.get"] = () => ({ tag: "wax", label: "Wax" });
  await hears(stands("hashtag", "wax", "follow"), stands("hashtag", "cire", "follow", 2));
  const chips = [...document.querySelectorAll(".filter-chip")].map((chip) => chip.textContent);
  expect(chips.filter((chip) => chip!.startsWith("#"))).toEqual(["#Wax"]);
  await press("#Wax");
  expect(asked.at(-1)).toMatchObject({ hashtag: "cire" });
});

it("what somebody muted writes to me is no news", async () => {
  await hears(stands("person", chloe.id, "mute"));
  await press("Mentions");
  await hears(posted(reply(4, "M3", { author_id: chloe.id, ...callsAda })));
  expect(pill()).toBeNull();
});

it("an empty list of those whom one follows says which of two it is", async () => {
  feed = [];
  const title = () => document.querySelector(".empty h2")?.textContent;
  await press("Following");
  expect(title()).toBe("You follow nobody yet");
  await hears(stands("person", bob.id, "follow"));
  expect(title()).toBe("Nothing from those you follow yet");
});

it("where one is not in, one joins and answers in place", async () => {
  await hears(push("u:U-ADA", 1, "channel.left", { channel_id: "C1", member_count: 2 }));
  let joins = 0;
  hive.network.handlers["channels.join"] = () => ((joins += 1), channel({ head: 3 }));
  hive.network.handlers["streams.watch"] = () => ({ reset: [] });
  hive.network.handlers["messages.get"] = () => message(1);
  hive.network.handlers["threads.replies"] = () => ({ items: [], next: null, newer: null, head: 3 });
  await press("Join and reply");
  expect(joins).toBe(1);
  await hears(push("u:U-ADA", 2, "channel.joined", { channel: channel({ head: 3 }) }));
  expect(document.querySelectorAll(".feed-card__composer textarea")).toHaveLength(1);
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
