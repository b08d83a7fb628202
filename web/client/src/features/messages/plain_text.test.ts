import { expect, test } from "vitest";
import type { Span } from "../../protocol";
import { plainText } from "./plain_text";

const text = (words: string): Span => ({ t: "text", text: words });

test("what stands apart in a message stands apart in one line of it", () => {
  const spans: Span[] = [
    { t: "heading", level: 1, children: [text("The week")] },
    { t: "paragraph", children: [text("Dear "), { t: "bold", children: [text("all")] }, text(",")] },
    { t: "pre", text: "one\n  two", lang: "" },
    { t: "quote", children: [{ t: "paragraph", children: [text("said")] }] },
    { t: "list", ordered: false, items: [[text("first")], [{ t: "paragraph", children: [text("second")] }]] },
  ] as Span[];
  expect(plainText({ text: "", spans })).toBe("The week Dear all, one two said first · second");
});

test("where there are no words the files are named", () => {
  expect(plainText({ text: " ", files: [{ name: "a.png" }, { name: "b.png" }] as never })).toBe("a.png, b.png");
});
