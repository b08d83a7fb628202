// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { message, push, read } from "../../../tests/store/fixtures";
import { store } from "../../ui/store";
import { forgetSeen, markSeen } from "./seen";

beforeEach(forgetSeen);

const unread = () => store.unread.value["C1"]?.unread ?? 0;
const mark = () => store.readSeq("C1");

eachWithAStore((hive) => {
  hive.reads = [read(1, { unread: 2, head: 3 })];
});

it("the channel is read once all that is unread in it was seen here", () => {
  markSeen(message(2));
  expect(mark()).toBe(1);
  markSeen(message(3));
  expect(unread()).toBe(0);
});

it("what is unread between the cards stays unread", async () => {
  await hive.say(message(4));
  markSeen(message(2));
  markSeen(message(4));
  expect(unread()).toBe(3);
  expect(mark()).toBe(1);
});

it("what was seen before the channel was read elsewhere does not count for what came later", async () => {
  markSeen(message(2));
  await hive.hear(push("u:U-ADA", 1, "read.marked", { read: read(3) }));
  await hive.say(message(4));
  await hive.say(message(5));
  markSeen(message(5));
  expect(unread()).toBe(2);
  expect(mark()).toBe(3);
});

it("a hundred are a hundred or more: nobody knows that all were seen", async () => {
  await hive.hear(push("u:U-ADA", 1, "read.marked", { read: read(0, { unread: 100, head: 3 }) }));
  for (let seq = 1; seq <= 100; seq += 1) markSeen(message(seq));
  expect(unread()).toBe(100);
  expect(mark()).toBe(0);
});
