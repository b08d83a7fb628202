import { expect, test } from "vitest";
import type { FileView } from "../../protocol";
import { clock, isPicture, isVoice } from "./kinds";
import { boxOf, columnsFor } from "./shapes";
import { FITTED, moved, swipeOf, zoomed } from "./zoom";

const file = (more: Partial<FileView>): FileView => ({ id: "F1", name: "x", mime: "", size_bytes: 1, ...more });

test("a picture keeps its shape within bounds, and never becomes a thread", () => {
  expect(boxOf({ width: 1600, height: 1000 })).toEqual({ width: 420, height: 263 });
  expect(boxOf({ width: 40, height: 90 })).toEqual({ width: 48, height: 90 });
  expect(boxOf({ width: 20_000, height: 400 })).toEqual({ width: 420, height: 48 });
  expect(boxOf({})).toEqual({ width: 48, height: 48 });
});

test("two and four stand in two columns, others in three", () => {
  expect([2, 3, 4, 5, 6].map(columnsFor)).toEqual([2, 3, 2, 3, 3]);
});

test("lengths read as clocks; an unknown one says nothing", () => {
  expect([0, 65, 3725, Infinity, NaN].map(clock)).toEqual(["0:00", "1:05", "1:02:05", "", ""]);
});

test("only what the server could make small is a picture, only a recording a voice", () => {
  expect(isPicture(file({ mime: "image/png", thumbnail: true, width: 1, height: 1 }))).toBe(true);
  expect(isPicture(file({ mime: "image/png" }))).toBe(false);
  expect(isVoice(file({ mime: "audio/webm", name: "voice-2026.webm" }))).toBe(true);
  expect(isVoice(file({ mime: "video/webm", name: "voice-2026.webm" }))).toBe(false);
  expect(isVoice(file({ mime: "audio/mpeg", name: "song.mp3" }))).toBe(false);
});

test("what is under the finger stays there while it grows", () => {
  const view = zoomed(FITTED, 2, { x: 100, y: -50 });
  expect(view).toEqual({ scale: 2, x: -100, y: 50 });
  expect(zoomed(view, 0.1)).toEqual(FITTED);
  expect(zoomed(FITTED, 100).scale).toBe(8);
});

test("a picture is not moved out of its frame", () => {
  const frame = { x: 400, y: 200 };
  expect(moved({ scale: 2, x: 0, y: 0 }, { x: 900, y: -900 }, frame)).toEqual({ scale: 2, x: 200, y: -100 });
  expect(moved(FITTED, { x: 9, y: 9 }, frame)).toEqual({ scale: 1, x: 0, y: 0 });
});

test("a swipe across goes on, one down closes, a small one is none", () => {
  expect(swipeOf({ x: -80, y: 10 })).toBe("next");
  expect(swipeOf({ x: 80, y: 10 })).toBe("previous");
  expect(swipeOf({ x: 5, y: 120 })).toBe("close");
  expect(swipeOf({ x: 20, y: 30 })).toBeNull();
});
