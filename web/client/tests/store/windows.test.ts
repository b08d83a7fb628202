import { describe, expect, it } from "vitest";
import { addRange, insertId, LIVE, type Place, type Range, rangeAt, START } from "../../src/store/windows";

const at = (seq: number): Place => [seq * 1000, seq];
const range = (from: number, to: number): Range => ({ from: at(from), to: at(to) });

describe("addRange", () => {
  it("keeps apart what does not meet, in order", () => {
    expect(addRange([range(50, 60)], range(10, 20))).toEqual([range(10, 20), range(50, 60)]);
  });
  it("joins what meets in one place", () => {
    expect(addRange([range(20, 30)], range(10, 20))).toEqual([range(10, 30)]);
  });
  it("bridges several", () => {
    const ranges = [range(1, 2), range(5, 6), range(8, 9), range(20, 21)];
    expect(addRange(ranges, range(4, 8))).toEqual([range(1, 2), range(4, 9), range(20, 21)]);
  });
  it("swallows what lies within", () => {
    expect(addRange([range(5, 6)], { from: START, to: LIVE })).toEqual([{ from: START, to: LIVE }]);
    expect(addRange([{ from: START, to: LIVE }], range(5, 6))).toEqual([{ from: START, to: LIVE }]);
  });
});

it("rangeAt finds the stretch of a place, and nothing in a hole", () => {
  const ranges = [range(1, 5), { from: at(9), to: LIVE }];
  expect(rangeAt(ranges, at(5))).toBe(ranges[0]);
  expect(rangeAt(ranges, at(7))).toBeUndefined();
  expect(rangeAt(ranges, LIVE)).toBe(ranges[1]);
});

describe("insertId", () => {
  const places: Record<string, Place> = { a: [1000, 1], b: [2000, 2], c: [3000, 3] };
  const place = (id: string) => places[id];
  it("puts an id at its place, by time before seq", () => {
    expect(insertId(["a", "c"], "b", places["b"]!, place)).toEqual(["a", "b", "c"]);
    expect(insertId(["a", "b", "c"], "imported", [1500, 90], place)).toEqual(["a", "imported", "b", "c"]);
    expect(insertId([], "a", places["a"]!, place)).toEqual(["a"]);
  });
  it("puts it once", () => {
    const ids = ["a", "b"];
    expect(insertId(ids, "b", places["b"]!, place)).toBe(ids);
  });
});
