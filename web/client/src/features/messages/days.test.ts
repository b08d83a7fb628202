import { expect, test } from "vitest";
import { daysAgo, parseDay, toDay } from "./days";

const noon = new Date(2026, 2, 2, 12).getTime();

test("days are counted over the end of a month", () => {
  expect(toDay(daysAgo(0, noon))).toBe("2026-03-02");
  expect(toDay(daysAgo(3, noon))).toBe("2026-02-27");
  expect(new Date(daysAgo(1, noon)).getHours()).toBe(0);
});

test("a date field's day begins at midnight", () => {
  expect(parseDay("2026-03-02")).toBe(daysAgo(0, noon));
  expect(parseDay(toDay(noon))).toBe(daysAgo(0, noon));
});

test("what is no day is none", () => {
  for (const text of ["", "2026-3-2", "2026-02-30", "0", "2026-13-01"]) expect(parseDay(text)).toBeNull();
});
