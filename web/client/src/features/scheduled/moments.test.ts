import { expect, it } from "vitest";
import { fromField, offeredMoments, toField } from "./moments";

const at = (text: string) => new Date(text).getTime();
const offered = (now: string) => Object.fromEntries(offeredMoments(at(now)).map((moment) => [moment.name, toField(moment.at)]));

it("a working day offers later today, tomorrow and Monday", () => {
  expect(offered("2026-11-18T10:20")).toEqual({ today: "2026-11-18T13:00", tomorrow: "2026-11-19T09:00", monday: "2026-11-23T09:00" });
});

it("late in the evening there is no later today", () => {
  expect(offered("2026-11-18T20:30")).toEqual({ tomorrow: "2026-11-19T09:00", monday: "2026-11-23T09:00" });
  expect(offered("2026-11-18T23:30")).toEqual({ tomorrow: "2026-11-19T09:00", monday: "2026-11-23T09:00" });
});

it("on Sunday tomorrow is Monday, and is offered once", () => {
  expect(offered("2026-11-22T10:00")).toEqual({ today: "2026-11-22T13:00", tomorrow: "2026-11-23T09:00" });
});

it("on Monday the next Monday is meant", () => {
  expect(offered("2026-11-23T08:00")).toMatchObject({ tomorrow: "2026-11-24T09:00", monday: "2026-11-30T09:00" });
});

it("across the turn of the year", () => {
  expect(offered("2026-12-31T10:00")).toMatchObject({ tomorrow: "2027-01-01T09:00", monday: "2027-01-04T09:00" });
});

it("the field gives back what it was given", () => {
  expect(toField(fromField("2026-02-03T04:05")!)).toBe("2026-02-03T04:05");
  expect(fromField("")).toBeNull();
});
