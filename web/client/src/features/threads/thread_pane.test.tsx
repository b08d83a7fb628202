// @vitest-environment happy-dom
import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import type { Hive } from "../../../tests/store/hive";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { channel, inChannel, message, push, reply } from "../../../tests/store/fixtures";
import { ChannelScreen } from "../membership/channel_screen";
import { ThreadPane } from "./thread_pane";

eachWithAStore((hive) => {
  hive.network.handlers["typing.start"] = () => ({});
  hive.network.handlers["messages.get"] = () => message(1);
  hive.network.handlers["streams.watch"] = () => ({ positions: {} });
  hive.network.handlers["streams.unwatch"] = () => ({});
  hive.network.handlers["threads.replies"] = () => ({ items: [], next: null, newer: null, head: 3 });
});

/** Do it, let its effects begin, and let what they asked for come. */
const then = async (work: () => unknown) => {
  await act(async () => void (await work()));
  await act(() => hive.rest());
};
const shows = (what: ComponentChild) => then(() => render(what, document.body));
const hears = (...pushes: Parameters<Hive["hear"]>) => then(() => hive.hear(...pushes));
const fields = () => [...document.querySelectorAll("textarea")];
const writes = (text: string) =>
  act(async () => {
    const [field] = fields();
    field!.value = text;
    field!.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await hive.rest(2_000); // the server has the draft by now
  });
const gone = { message_id: "M1", channel_id: "C1", message_seq: 1 };
const said = () => document.body.textContent;

function keepsTheWords(text: string): void {
  expect(fields().map((field) => [field.value, field.readOnly])).toEqual([[text, true]]);
  expect(document.querySelector("button[type=submit]")).toBeNull();
}

it("a thread whose root is deleted says so, and keeps what was begun in it", async () => {
  await shows(<ThreadPane channelId="C1" threadId="M1" />);
  expect(said()).toContain("text 1");
  await writes("an answer");
  await hears(inChannel(4, "message.deleted", gone));
  expect(said()).toContain("The message that this thread answers was deleted");
  keepsTheWords("an answer");
});

it("a thread with replies whose root is deleted shows them, and takes no more", async () => {
  const root = message(1, { thread: { reply_count: 1, last_reply_at: 2, replier_ids: ["U-BOB"] } });
  hive.messages[0] = root;
  hive.network.handlers["messages.get"] = () => root;
  hive.network.handlers["threads.replies"] = () => ({ items: [reply(2, "M1", { text: "the first" })], next: null, newer: null, head: 3 });
  await shows(<ThreadPane channelId="C1" threadId="M1" />);
  await writes("an answer");
  await hears(inChannel(4, "message.deleted", { ...gone, stays: true }));
  expect(said()).toContain("the first");
  expect(said()).toContain("so nobody can reply any more");
  keepsTheWords("an answer");
});

it("who is put out of a private channel sees what they were writing, in the thread and in the channel", async () => {
  await hears(push("u:U-ADA", 1, "channel.joined", { channel: channel({ kind: "private", head: 3 }) }));
  await shows(<ThreadPane channelId="C1" threadId="M1" />);
  await writes("an answer");
  await hears(push("u:U-ADA", 2, "channel.left", { channel_id: "C1", member_count: 2 }));
  expect(said()).toContain("You are no longer in #garden");
  keepsTheWords("an answer");
  await shows(<ChannelScreen channelId="C1" messageId={null} />);
  keepsTheWords("an answer");
});

it("who is put out of a public channel keeps their words, reads on, and can join again", async () => {
  await shows(<ChannelScreen channelId="C1" messageId={null} />);
  await writes("a question");
  await hears(push("u:U-ADA", 1, "channel.left", { channel_id: "C1", member_count: 2 }));
  expect(said()).toContain("You are no longer in #garden");
  expect(said()).toContain("text 3");
  keepsTheWords("a question");
  await hears(push("u:U-ADA", 2, "channel.joined", { channel: channel({ head: 3 }) }));
  expect(fields().map((field) => [field.value, field.readOnly])).toEqual([["a question", false]]);
});
