import { expect, it } from "vitest";
import { fromMoment, lastOf, momentOf, usualDay } from "./ends";

const NOW = new Date(2026, 10, 23, 14, 5).getTime();

it("a length counts from now, a day to its end", () => {
  expect(momentOf({ lasts: "always", day: "2026-11-30" }, NOW)).toBeNull();
  expect(momentOf({ lasts: "week", day: "" }, NOW)).toBe(NOW + 7 * 86_400_000);
  expect(momentOf({ lasts: "until", day: "2026-11-30" }, NOW)).toBe(new Date(2026, 10, 30, 23, 59).getTime());
  expect(momentOf({ lasts: "until", day: "2026-11-23" }, NOW)).toBe(new Date(2026, 10, 23, 23, 59).getTime());
});

it("a day that is past, or none, is no end", () => {
  for (const day of ["2026-11-22", "", "2026-02-30"]) expect(momentOf({ lasts: "until", day }, NOW)).toBeUndefined();
  expect(lastOf("soon")).toBeNull();
});

it("an end that was chosen is shown as its day, none as a week from now for who wants one", () => {
  expect(fromMoment(new Date(2026, 11, 1, 9).getTime(), NOW)).toEqual({ lasts: "until", day: "2026-12-01" });
  expect(fromMoment(null, NOW)).toEqual({ lasts: "always", day: usualDay(NOW) });
  expect(usualDay(NOW)).toBe("2026-11-30");
});
