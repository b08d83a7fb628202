import { expect, test } from "vitest";
import type { MessageView } from "../../protocol";
import type { Timeline } from "../../store";
import { firstUnread, hasUnread, isGrouped } from "./grouping";

const NOON = new Date(2026, 10, 22, 12).getTime();
const message = (seq: number, author_id: string, created_at = NOON): MessageView => ({
  id: `M${seq}`,
  channel_id: "C1",
  seq,
  author_id,
  text: "",
  created_at,
});
const timeline = (messages: MessageView[], openedAt: number | null, hasOlder = false): Timeline =>
  ({ messages, openedAt, hasOlder }) as Timeline;

test("one author within five minutes stands under one name", () => {
  expect(isGrouped(message(1, "U1"), message(2, "U1", NOON + 299_000))).toBe(true);
  expect(isGrouped(message(1, "U1"), message(2, "U1", NOON + 300_000))).toBe(false);
  expect(isGrouped(message(1, "U1"), message(2, "U2"))).toBe(false);
});

test("a new day, a notice or a deleted message begins a new group", () => {
  const midnight = new Date(2026, 10, 23).getTime();
  expect(isGrouped(message(1, "U1", midnight - 1000), message(2, "U1", midnight + 1000))).toBe(false);
  expect(isGrouped({ ...message(1, "U1"), kind: "notice" }, message(2, "U1"))).toBe(false);
  expect(isGrouped({ ...message(1, "U1"), deleted: true }, message(2, "U1"))).toBe(false);
});

test("new begins at the first message of somebody else after the mark", () => {
  const messages = [message(1, "U2"), message(2, "U1"), message(3, "U2")];
  expect(firstUnread(timeline(messages, 1), "U1")?.id).toBe("M3");
  expect(hasUnread(timeline(messages, 3))).toBe(false);
});

test("new is not drawn while its place is not loaded", () => {
  const messages = [message(50, "U2"), message(51, "U2")];
  expect(firstUnread(timeline(messages, 20, true), "U1")).toBeNull();
  expect(firstUnread(timeline(messages, 20, false), "U1")?.id).toBe("M50");
});
