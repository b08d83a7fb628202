import { expect, it } from "vitest";
import { inOwnOrder, placedBefore, stepped } from "./ordering";

const self = (id: string) => id;

it("those in the order come first, the others as they come", () => {
  expect(inOwnOrder(["a", "b", "c", "d"], ["c", "gone", "a"], self)).toEqual(["c", "a", "b", "d"]);
  expect(inOwnOrder(["a", "b"], [], self)).toEqual(["a", "b"]);
});

it("one is laid before another, or at the end", () => {
  expect(placedBefore(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
  expect(placedBefore(["a", "b", "c"], "a", "c")).toEqual(["b", "a", "c"]);
  expect(placedBefore(["a", "b", "c"], "a", null)).toEqual(["b", "c", "a"]);
  expect(placedBefore(["a", "b", "c"], "b", "b")).toEqual(["a", "b", "c"]);
  expect(placedBefore(["a", "b"], "a", "gone")).toEqual(["b", "a"]);
});

it("a step passes the next one shown, whatever is hidden between", () => {
  expect(stepped(["a", "x", "b", "c"], ["a", "b", "c"], "b", -1)).toEqual(["b", "a", "x", "c"]);
  expect(stepped(["a", "x", "b", "c"], ["a", "b", "c"], "a", 1)).toEqual(["x", "b", "a", "c"]);
  expect(stepped(["a", "b"], ["a", "b"], "a", 1)).toEqual(["b", "a"]);
});

it("at the end there is no further step", () => {
  expect(stepped(["a", "b"], ["a", "b"], "a", -1)).toBeNull();
  expect(stepped(["a", "b"], ["a", "b"], "b", 1)).toBeNull();
  expect(stepped(["a", "b"], ["a"], "b", -1)).toBeNull();
});
