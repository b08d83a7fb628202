import { describe, expect, it } from "vitest";
import type { ChartNodeView } from "../../protocol";
import { emptyTree, linesOf, opened, stepFor, TOP, withChart } from "./chart_tree";

const node = (id: string, reports = 0): ChartNodeView => ({
  person: { id, name: id, handle: id, role: "member" },
  reports,
});
const top = withChart(emptyTree, TOP, { below: [node("ada", 2), node("zoe", 1)] });
const tree = withChart(top, "ada", { at: node("ada", 2), below: [node("bob", 1), node("chloe")] });

it("shows those at the top, and under a person once they were asked for", () => {
  expect(linesOf(top).map((line) => line.id)).toEqual(["ada", "zoe"]);
  expect(linesOf(tree).map((line) => [line.id, line.depth])).toEqual([["ada", 1], ["bob", 2], ["chloe", 2], ["zoe", 1]]);
  expect(linesOf(opened(tree, "ada", false)).map((line) => line.id)).toEqual(["ada", "zoe"]);
});

it("opens the way down to a person, and says whose people are not all known", () => {
  const around = withChart(emptyTree, "dora", { above: [node("ada", 2), node("bob", 1)], at: node("dora", 1), below: [node("emil")] });
  expect(linesOf(around).map((line) => line.id)).toEqual(["ada", "bob", "dora", "emil"]);
  expect([...around.whole]).toEqual(["dora"]);
  const known = withChart(around, "ada", { at: node("ada", 2), below: [node("bob", 1), node("chloe")] });
  expect(linesOf(known).map((line) => line.id)).toEqual(["ada", "bob", "dora", "emil", "chloe"]);
});

describe("the arrows", () => {
  it("follow the lines of the drawing", () => {
    expect(stepFor(tree, "bob", "ArrowUp", true)).toEqual({ go: "ada" });
    expect(stepFor(tree, "ada", "ArrowDown", true)).toEqual({ go: "bob" });
    expect(stepFor(tree, "bob", "ArrowRight", true)).toEqual({ go: "chloe" });
    expect(stepFor(tree, "bob", "ArrowLeft", true)).toBeNull();
    expect(stepFor(tree, "bob", "ArrowDown", true)).toEqual({ open: "bob" });
    expect(stepFor(tree, "chloe", "ArrowDown", true)).toBeNull();
    expect(stepFor(tree, "ada", "ArrowUp", true)).toBeNull();
  });

  it("go from line to line in the list", () => {
    expect(stepFor(tree, "chloe", "ArrowDown", false)).toEqual({ go: "zoe" });
    expect(stepFor(tree, "zoe", "ArrowRight", false)).toEqual({ open: "zoe" });
    expect(stepFor(tree, "ada", "ArrowLeft", false)).toEqual({ close: "ada" });
    expect(stepFor(tree, "bob", "ArrowLeft", false)).toEqual({ go: "ada" });
    expect(stepFor(tree, "ada", "End", false)).toEqual({ go: "zoe" });
  });

  it("open and close with the space bar", () => {
    expect(stepFor(tree, "ada", " ", true)).toEqual({ close: "ada" });
    expect(stepFor(tree, "zoe", " ", true)).toEqual({ open: "zoe" });
    expect(stepFor(tree, "chloe", " ", true)).toBeNull();
  });
});
