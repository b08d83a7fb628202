/** What a person types, as the spans that the server will make of it. Loaded when a preview is shown.
 *
 *  The same rules as the server's `channels/core/text/markdown.py`; shared fixtures hold them together. */

import Markdown, { type MarkdownIt, type StateBlock, type StateInline, type Token } from "markdown-it";
import type { Span } from "../../../protocol";
import { isSafeUrl, leafAt, type Leaf, type Names } from "./leaves";
import { build } from "./tree";

// Quotes count one level, lists two; deeper markers are text.
const MAX_BLOCK_LEVEL = 16;
const NEVER = 1_000;
// Brackets within brackets before a link is given up.
const MAX_BRACKETS = 8;

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean;
type InlineRule = (state: StateInline, silent: boolean) => boolean;

const blocks = makeBlocks();
const inlines = makeInlines();

/** The spans of typed text; `names` tells whom and what it mentions. */
export function readTyped(source: string, names: Names): Span[] {
  const text = clean(source);
  const tokens: Token[] = [];
  blocks.block.parse(text, blocks, {}, tokens);
  for (const token of tokens) {
    if (token.type !== "inline") continue;
    token.children = [];
    inlines.inline.parse(token.content, inlines, { names }, token.children);
  }
  const spans = build(tokens);
  const words = text.trim(); // markers alone, such as "#" or ">", are words
  return spans.length === 0 && words ? [{ t: "text", text: words }] : spans;
}

function clean(source: string): string {
  return source.replace(/\r\n?/g, "\n").replace(/\0|\p{Surrogate}/gu, "\ufffd");
}

function makeBlocks(): MarkdownIt {
  const md = new Markdown("commonmark", { maxNesting: NEVER });
  // Off: what swallows text, surprises in chat (code by indent, underlined headings), is HTML.
  md.disable(["reference", "code", "lheading", "html_block"]);
  const interrupts = ["paragraph", "reference", "blockquote"];
  md.block.ruler.at("blockquote", bounded(indented(blockRule("blockquote"))), { alt: [...interrupts, "list"] });
  md.block.ruler.at("list", bounded(indented(blockRule("list"))), { alt: interrupts });
  md.block.ruler.at("fence", indented(blockRule("fence")), { alt: [...interrupts, "list"] });
  for (const name of ["heading", "hr"]) {
    md.block.ruler.at(name, indented(blockRule(name)), { alt: name === "hr" ? [...interrupts, "list"] : interrupts });
  }
  return md;
}

function makeInlines(): MarkdownIt {
  const md = new Markdown("commonmark", { html: false, maxNesting: MAX_BRACKETS });
  md.enable("strikethrough");
  md.disable(["html_inline", "image"]);
  md.validateLink = isSafeUrl;
  md.inline.ruler.before("newline", "leaf", leaf);
  md.inline.ruler.before("link", "image_link", imageLink(inlineRule("link")));
  return md;
}

/** A rule of markdown-it alone, to be wrapped. */
function blockRule(name: string): BlockRule {
  const { ruler } = new Markdown("commonmark").block;
  ruler.enableOnly(name);
  return ruler.getRules("")[0]!;
}

function inlineRule(name: string): InlineRule {
  const { ruler } = new Markdown("commonmark").inline;
  ruler.enableOnly(name);
  return ruler.getRules("")[0]!;
}

function bounded(rule: BlockRule): BlockRule {
  return (state, start, end, silent) => state.level < MAX_BLOCK_LEVEL && rule(state, start, end, silent);
}

/** Where there is no code by indent, an indent means nothing; markdown-it in Python knows, here it is told. */
function indented(rule: BlockRule): BlockRule {
  return (state, start, end, silent) => {
    const surplus = state.sCount[start]! - state.blkIndent;
    if (surplus < 4) return rule(state, start, end, silent);
    const before = [...state.sCount];
    for (let line = start; line < end && (state.isEmpty(line) || before[line]! - state.blkIndent >= surplus); line += 1) {
      state.sCount[line] = before[line]! - surplus;
    }
    const found = rule(state, start, end, silent);
    state.sCount.splice(0, before.length, ...before);
    return found;
  };
}

function leaf(state: StateInline, silent: boolean): boolean {
  // Silent passes look for the end of a link's label; no leaf holds a bracket, so none matters.
  if (silent || state.linkLevel > 0) return false;
  const at = state.pos;
  const { names } = state.env as { names: Names };
  const found = leafAt(state.src, at, at - state.pending.length, names, (url) => state.md.normalizeLink(url));
  if (!found || isGlued(state, found)) return false;
  if (found.start < at) state.pending = state.pending.slice(0, found.start - at);
  state.push("leaf", "", 0).meta = { spans: found.spans };
  state.pos = found.end;
  return true;
}

/** Stored, a mention ends with `>`, and no emoji begins right after that. */
function isGlued(state: StateInline, found: Leaf): boolean {
  if (found.spans[0]?.t !== "emoji" || state.pending !== "") return false;
  const last = state.tokens[state.tokens.length - 1];
  const spans = last?.type === "leaf" ? ((last.meta?.["spans"] ?? []) as Span[]) : [];
  return ["person", "channel", "broadcast"].includes(spans[0]?.t ?? "");
}

/** An image is a link with its words. */
function imageLink(link: InlineRule): InlineRule {
  return (state, silent) => {
    const at = state.pos;
    if (!state.src.startsWith("![", at)) return false;
    state.pos = at + 1;
    if (link(state, silent)) return true;
    state.pos = at;
    return false;
  };
}
