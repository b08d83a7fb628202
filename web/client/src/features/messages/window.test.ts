import { expect, test } from "vitest";
import type { MessageView } from "../../protocol";
import { firstFrom, MOST, newer, newestRange, older, placeOf, rangeAround, STEP, type Range } from "./window";

const messages = (count: number, first = 1): MessageView[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `M${first + at * 2}`,
    channel_id: "C1",
    seq: first + at * 2,
    author_id: "U1",
    text: "",
    created_at: 0,
  }));

test("a timeline opens at its newest rows and follows what comes", () => {
  const range = newestRange(messages(500));
  expect(placeOf(messages(500), range)).toEqual([500 - STEP, 500]);
  expect(placeOf(messages(503), range)).toEqual([500 - STEP, 503]);
});

test("walking up shows every message and never keeps more than the most", () => {
  const all = messages(1000);
  let range: Range | null = newestRange(all);
  let top = placeOf(all, range)[0];
  while ((range = older(all, range!))) {
    const [start, end] = placeOf(all, range);
    expect(start).toBeLessThan(top);
    expect(end).toBeGreaterThanOrEqual(top);
    expect(end - start).toBeLessThanOrEqual(MOST);
    top = start;
  }
  expect(top).toBe(0);
});

test("walking down from the oldest ends at the live end", () => {
  const all = messages(700);
  let range: Range = { from: 1, to: 2 * STEP - 1 };
  for (let next: Range | null = range; next; next = newer(all, next)) range = next;
  expect(range.to).toBeNull();
  expect(placeOf(all, range)[1]).toBe(700);
});

test("older pages put before the range leave its rows as they were", () => {
  const late = messages(100, 1001);
  const range = rangeAround(late, "M1101");
  const before = late.slice(...placeOf(late, range)).map((message) => message.id);
  const all = [...messages(100, 801), ...late];
  expect(all.slice(...placeOf(all, range)).map((message) => message.id)).toEqual(before);
});

test("a range that lies in another stretch shows the newest of this one", () => {
  expect(placeOf(messages(100, 5001), { from: 1, to: 99 })).toEqual([100 - STEP, 100]);
  expect(placeOf([], { from: 1, to: null })).toEqual([0, 0]);
});

test("a gap in the seqs is found by bisection", () => {
  const all = messages(5, 10); // 10 12 14 16 18
  expect([9, 10, 11, 18, 19].map((seq) => firstFrom(all, seq))).toEqual([0, 0, 1, 4, 5]);
});
