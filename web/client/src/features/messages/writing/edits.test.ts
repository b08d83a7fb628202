import { expect, test } from "vitest";
import { applied, format, linkOver, type Edit, type Format, type Selected } from "./edits";
import { indentItem, inOpenFence, newLine } from "./lines";

/** "a [b] c": what stands in the brackets ‹› is selected; one mark is the caret. */
function at(marked: string): Selected {
  const start = marked.indexOf("‹");
  const end = marked.indexOf("›") - 1;
  const text = marked.replace("‹", "").replace("›", "");
  return { text, start, end };
}

function after({ text }: Selected, edit: Edit | null): string | null {
  if (!edit) return null;
  const made = applied(text, edit);
  return `${made.slice(0, edit.from)}‹${made.slice(edit.from, edit.to)}›${made.slice(edit.to)}`;
}

const formatted = (how: Format, marked: string) => after(at(marked), format(how, at(marked)));

test.each<[Format, string, string]>([
  ["bold", "a ‹b› c", "a **‹b›** c"],
  ["bold", "a **‹b›** c", "a ‹b› c"],
  ["bold", "a ‹**b**› c", "a ‹b› c"],
  ["bold", "‹›", "**‹›**"],
  ["bold", "a‹ b › c", "a **‹b›**  c"],
  ["italic", "‹été›", "_‹été›_"],
  ["strike", "‹x›", "~~‹x›~~"],
  ["code", "run ‹ls›", "run `‹ls›`"],
  ["code", "‹a\nb›", "```\n‹a\nb›\n```"],
  ["block", "see ‹x› ok", "see \n```\n‹x›\n```\n ok"],
  ["link", "the ‹plan› here", "the [plan](‹https://›) here"],
  ["link", "‹https://x.y›", "[‹›](https://x.y)"],
  ["quote", "a‹›b", "> ab‹›"],
  ["quote", "‹> a\n> b›", "‹a\nb›"],
  ["bullets", "‹a\nb›", "‹- a\n- b›"],
  ["numbers", "‹a\nb\n›c", "‹1. a\n2. b›\nc"],
  ["numbers", "x\n‹1. a›", "x\na‹›"],
])("%s makes %s into %s", (how, before, wanted) => {
  expect(formatted(how, before)).toBe(wanted);
});

test("an address pasted over words makes them a link", () => {
  const selected = at("see ‹the plan›.");
  expect(after(selected, linkOver(selected, "https://x.y "))).toBe("see [the plan](https://x.y)‹›.");
  expect(linkOver(at("see ‹›"), "https://x.y")).toBeNull();
  expect(linkOver(at("‹https://a.b›"), "https://x.y")).toBeNull();
  expect(linkOver(selected, "some words")).toBeNull();
});

test.each([
  ["- a‹›", "- a\n- ‹›"],
  ["- a\n- ‹›", "- a\n‹›"],
  ["9. a‹›", "9. a\n10. ‹›"],
  ["2) a‹›b", "2) a\n3) ‹›b"],
  ["> a‹›", "> a\n> ‹›"],
  ["> a\n> ‹›", "> a\n‹›"],
  ["> - a‹›", "> - a\n> - ‹›"],
  ["> - ‹›", "> ‹›"],
  ["  - a‹›", "  - a\n  - ‹›"],
  ["a‹›", "a\n‹›"],
  ["- a‹bc›", "- a\n- ‹›"],
  ["-‹›", "-\n‹›"],
  ["2026‹›", "2026\n‹›"],
  ["```\n  x‹›", "```\n  x\n  ‹›"],
  ["```\n- x‹›", "```\n- x\n‹›"],
])("a new line in %j gives %j", (before, wanted) => {
  expect(after(at(before), newLine(at(before)))).toBe(wanted);
});

test.each([
  ["```py\nx", true],
  ["```py\nx\n```", false],
  ["```py\nx\n```\n", false],
  ["~~~\n```\n", true],
  ["a ``` b", false],
  ["```a```", false],
  ["````\n```\n", true],
])("after %j a fence is open: %s", (text, open) => {
  expect(inOpenFence(text, text.length)).toBe(open);
});

test("Tab moves an item of a list in and out, and nothing else", () => {
  expect(after(at("- a\n- b‹›"), indentItem(at("- a\n- b‹›"), false))).toBe("- a\n  - b‹›");
  expect(after(at("  - b‹›"), indentItem(at("  - b‹›"), true))).toBe("- b‹›");
  expect(indentItem(at("- b‹›"), true)).toBeNull();
  expect(indentItem(at("b‹›"), false)).toBeNull();
});
