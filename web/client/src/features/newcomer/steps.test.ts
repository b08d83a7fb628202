import { expect, it } from "vitest";
import { countDone, isDone, left, stepsFor, wanted, type Done } from "./steps";

const nothing: Done = { profile: false, channels: 0, people: 0, hello: false };
const many = { channels: 9, people: 40 };

it("asks for three channels and three people, a profile and a word", () => {
  expect(countDone(nothing, many)).toBe(0);
  expect(isDone("channels", { ...nothing, channels: 2 }, many)).toBe(false);
  expect(isDone("channels", { ...nothing, channels: 3 }, many)).toBe(true);
  expect(countDone({ profile: true, channels: 5, people: 3, hello: true }, many)).toBe(4);
});

it("asks for no more than there are", () => {
  const few = { channels: 1, people: 2 };
  expect([wanted("channels", few), wanted("people", few), wanted("people", many)]).toEqual([1, 2, 3]);
  expect(left("people", { ...nothing, people: 1 }, few)).toBe(1);
  expect(isDone("channels", { ...nothing, channels: 1 }, few)).toBe(true);
  expect(isDone("people", nothing, { channels: 0, people: 0 })).toBe(true);
  expect(stepsFor({ channels: 0, people: 1 })).toEqual(["profile", "people", "hello"]);
  expect(countDone({ ...nothing, hello: true }, { channels: 0, people: 0 })).toBe(1);
});
