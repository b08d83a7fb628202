import { expect, it } from "vitest";
import { parseCatalogue, themesOf } from "./narrowing";

it("reads from the address what narrows the catalogue", () => {
  expect(parseCatalogue("?q=%20bees%20&section=clubs&theme=Music")).toEqual({ query: "bees", section: "clubs", theme: "Music" });
  expect(parseCatalogue("?section=cellar&q=")).toEqual({});
});

it("counts each theme once, within the section", () => {
  const themes = [
    { theme: "Music", section: "clubs", count: 2 },
    { theme: "Music", section: "work", count: 1 },
    { theme: "", count: 4 },
    { theme: "Art", section: "clubs", count: 1 },
  ] as const;
  expect(themesOf(themes, undefined)).toEqual([["Art", 1], ["Music", 3]]);
  expect(themesOf(themes, "work")).toEqual([["Music", 1]]);
});
