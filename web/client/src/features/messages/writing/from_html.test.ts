// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Span } from "../../../protocol";
import { readTyped } from "../markdown/read";
import { escaped } from "./escape";
import { markdownOf } from "./from_html";

test.each([
  ["<p>a <b>b</b> <i>c</i> <s>d</s> <code>e`f</code></p>", "a **b** *c* ~~d~~ ``e`f``"],
  ["<p>one</p><p>two</p>", null],
  ["<p>one</p><p><em>two</em></p><p>three</p>", "one\n\n*two*\n\nthree"],
  ["<div>one</div><div><b>two</b></div>", "one\n**two**"],
  ["<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"],
  ["<ol start=3><li>a</li><li><p>b</p></li></ol>", "3. a\n4. b"],
  ["<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"],
  ["<h1>Plan <b>A</b></h1><p>x</p>", "# Plan A\n\nx"],
  ["<pre><code class='language-py'>x = 1\n  y</code></pre>", "```py\nx = 1\n  y\n```"],
  ["<table><tr><th>a</th><th>bb</th></tr><tr><td>ccc</td><td>d</td></tr></table>", "```\na    bb\nccc  d\n```"],
  ["<p>see <a href='https://x.y/z'>the plan</a></p>", "see [the plan](https://x.y/z)"],
  ["<a href='https://x.y/'>https://x.y/</a>", "https://x.y/"],
  ["<a href='https://x.y/a_(b)'>c</a>", "[c](<https://x.y/a_(b)>)"],
  ["<a href='javascript:alert(1)'>x</a>", "x"],
  ["<a href='/c/C1'>#general</a> <b>ok</b>", "#general **ok**"],
  ["<b style='font-weight:normal'><p>a</p><p><span style='font-weight:700'>b</span></p></b>", "a\n\n**b**"],
  ["<p><b>a <b>b</b></b><b> </b></p>", "**a b**"],
  ["<b>a</b><script>alert(1)</script><style>p{}</style><template>t</template>", "**a**"],
  ["<b>x</b><img src=x onerror=alert(1) alt='a cat'>", "**x**a cat"],
  ["<p><b>a</b>\n  b&nbsp;c<br>d</p>", "**a** b c\nd"],
  ["<p>5 * 3 = *15* <b>ok</b> snake_case <i>_x_</i></p>", "5 \\* 3 = \\*15\\* **ok** snake_case *\\_x\\_*"],
])("%s is pasted as %j", (html, markdown) => {
  expect(markdownOf(html)).toBe(markdown);
});

test("a huge or endlessly nested clipboard is left to its plain text, or cut", () => {
  expect(markdownOf(`<b>${"x".repeat(500_000)}</b>`)).toBeNull();
  expect(markdownOf("<b>a</b>" + "<i></i>".repeat(30_000))).toBeNull();
  expect(() => markdownOf(`<b>a</b>${"<div>".repeat(3_000)}b`)).not.toThrow();
});

const names = { person: () => undefined, channel: () => undefined, knowsPerson: () => false, knowsChannel: () => false };

function wordsOf(spans: readonly Span[]): string {
  return spans.map((span) => (span.t === "text" ? span.text : span.t === "link" ? wordsOf(span.children) : "?")).join("");
}

test.each(["5 * 3 * 2", "# no heading", "- no list", "3. no list", "> no quote", "`a` _b_ __c__ ~~d~~", "[a](https://x.y/_b_)", "a\\b <@U1> <b>"])(
  "%s stays as it is",
  (words) => {
    expect(wordsOf(readTyped(escaped(words), names))).toBe(words);
  },
);
