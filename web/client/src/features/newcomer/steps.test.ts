import { expect, it } from "vitest";
import { countDone, isDone, type Done } from "./steps";

const nothing: Done = { profile: false, channels: 0, people: 0, hello: false };

it("asks for three channels and three people, a profile and a word", () => {
  expect(countDone(nothing)).toBe(0);
  expect(isDone("channels", { ...nothing, channels: 2 })).toBe(false);
  expect(isDone("channels", { ...nothing, channels: 3 })).toBe(true);
  expect(countDone({ profile: true, channels: 5, people: 3, hello: true })).toBe(4);
});
