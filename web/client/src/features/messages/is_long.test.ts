import { expect, test } from "vitest";
import { isLong } from "./is_long";

test("many characters or many lines are long", () => {
  expect(isLong("word ".repeat(400))).toBe(true);
  expect(isLong("a\n".repeat(30))).toBe(true);
  expect(isLong("x".repeat(40_000))).toBe(true);
});

test("what fits a screen is not", () => {
  expect(isLong("")).toBe(false);
  expect(isLong("word ".repeat(300))).toBe(false);
  expect(isLong("a\n".repeat(20))).toBe(false);
});
