import { expect, it } from "vitest";
import { labelOf, narrowedBy, parseNarrowed } from "./narrowing";

it("reads from the address what is set, and passes over what makes no sense", () => {
  expect(parseNarrowed("?q=%20ada%20&department=garden&site=&letter=b&colour=red")).toEqual({
    query: "ada",
    department: "garden",
    letter: "b",
  });
  expect(parseNarrowed("?letter=bb")).toEqual({});
});

it("sets one thing and leaves the others", () => {
  expect(narrowedBy({ query: "ada", site: "lyon" }, "site", "paris")).toEqual({ query: "ada", site: "paris" });
  expect(narrowedBy({ query: "ada", site: "lyon" }, "site", "")).toEqual({ query: "ada" });
});

it("names a word as people write it", () => {
  expect(labelOf([{ value: "bee keeping", label: "Bee keeping", count: 2 }], "bee keeping")).toBe("Bee keeping");
  expect(labelOf([], "wax")).toBe("wax");
});
