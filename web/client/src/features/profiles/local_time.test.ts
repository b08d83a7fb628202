import { expect, it } from "vitest";
import { cityOf, timeIn } from "./local_time";

const NOON_UTC = Date.UTC(2026, 6, 1, 12, 0);

it("tells the time where somebody lives, and nothing for a place that is not known", () => {
  expect(timeIn("Europe/Paris", NOON_UTC, "fr")).toBe("14:00");
  expect(timeIn("Asia/Kolkata", NOON_UTC, "fr")).toBe("17:30");
  expect(timeIn("Europe/Paris", NOON_UTC - 11 * 3_600_000 + 15 * 60_000, "fr")).toBe("03:15");
  expect(timeIn("Europe/London", NOON_UTC - 11 * 3_600_000 + 15 * 60_000, "en-US")).toBe("2:15 AM");
  expect(timeIn("Mars/Olympus", NOON_UTC, "fr")).toBeNull();
});

it("calls a zone by its city", () => {
  expect(cityOf("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
  expect(cityOf("UTC")).toBe("UTC");
});
