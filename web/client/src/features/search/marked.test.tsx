import { expect, test } from "vitest";
import type { VNode } from "preact";
import { marked, partedAt } from "./marked";

const shown = (parts: ReturnType<typeof marked>): string =>
  parts.map((part) => (typeof part === "string" ? part : `[${(part as VNode<{ children: string }>).props.children}]`)).join("");

test("what was found is marked, letters beyond the basic plane count as one", () => {
  expect(shown(marked("🐝 the hive hums", [[6, 10]]))).toBe("🐝 the [hive] hums");
});

test("marks that overlap or lie outside are left out", () => {
  expect(shown(marked("hive", [[0, 2], [1, 3], [3, 9]]))).toBe("[hi]ve");
});

test("a title that an excerpt begins with is parted from it, each with its own marks", () => {
  const [title, rest] = partedAt("🐝 Hive news", "🐝 Hive news The hive hums", [[2, 6], [16, 20]]);
  expect(shown(marked(...title!))).toBe("🐝 [Hive] news");
  expect(shown(marked(...rest))).toBe("The [hive] hums");
  expect(partedAt("Hive", "Hive", [[0, 4]])).toEqual([["Hive", [[0, 4]]], ["", []]]);
});

test("an excerpt that begins elsewhere, or a message without a title, stays whole", () => {
  expect(partedAt("Hive", "…hums in the Hive", [[1, 5]])).toEqual([null, ["…hums in the Hive", [[1, 5]]]]);
  expect(partedAt("", "hums", [])).toEqual([null, ["hums", []]]);
});
