import { expect, test } from "vitest";
import type { VNode } from "preact";
import { marked } from "./marked";

const shown = (parts: ReturnType<typeof marked>): string =>
  parts.map((part) => (typeof part === "string" ? part : `[${(part as VNode<{ children: string }>).props.children}]`)).join("");

test("what was found is marked, letters beyond the basic plane count as one", () => {
  expect(shown(marked("🐝 the hive hums", [[6, 10]]))).toBe("🐝 the [hive] hums");
});

test("marks that overlap or lie outside are left out", () => {
  expect(shown(marked("hive", [[0, 2], [1, 3], [3, 9]]))).toBe("[hi]ve");
});
