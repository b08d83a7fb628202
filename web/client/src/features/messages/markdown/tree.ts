/** From markdown-it's flat tokens to the tree of spans, as the server's `channels/core/text/tree.py` does. */

import type { Token } from "markdown-it";
import type { Span } from "../../../protocol";

/** Emphasis below this depth loses its look, not its text. */
const MAX_DEPTH = 24;
const LANG = /^[\p{L}\p{N}_+#.-]{1,32}$/u;

/** A string awaits joining, an array is a list's item. */
type Child = Span | string | Span[];

/** An element that is open; `opener` is null for one that only passes its children up. */
interface Frame {
  opener: Token | null;
  children: Child[];
}

/** The spans of a whole message. */
export function build(tokens: readonly Token[]): Span[] {
  const root: Child[] = [];
  const stack: Frame[] = [{ opener: null, children: root }];
  for (const token of tokens) {
    const parts = token.type === "inline" ? (token.children ?? []) : [token];
    for (const part of parts) take(part, stack);
  }
  return joined(root);
}

function take(token: Token, stack: Frame[]): void {
  const top = stack[stack.length - 1]!;
  if (token.nesting > 0) {
    const flat = token.hidden || isFlat(token, stack);
    stack.push(flat ? { opener: null, children: top.children } : { opener: token, children: [] });
  } else if (token.nesting < 0) {
    stack.pop();
    const done = top.opener && closed(top.opener, top.children);
    if (done) stack[stack.length - 1]!.children.push(done);
  } else if (token.type === "text" || token.type === "text_special") {
    if (token.content) top.children.push(token.content);
  } else if (token.type === "leaf") {
    for (const span of (token.meta as { spans: Span[] }).spans) top.children.push(span.t === "text" ? span.text : span);
  } else {
    top.children.push(single(token));
  }
}

function isFlat(token: Token, stack: readonly Frame[]): boolean {
  if (token.type === "link_open") return stack.some((frame) => frame.opener?.type === "link_open") || !token.attrGet("href");
  return stack.length >= MAX_DEPTH && ["em_open", "strong_open", "s_open"].includes(token.type);
}

function single(token: Token): Span {
  switch (token.type) {
    case "softbreak":
    case "hardbreak":
      return { t: "break" };
    case "code_inline":
      return { t: "code", text: token.content };
    case "fence":
      return pre(token);
    case "hr":
      return { t: "rule" };
    default:
      return { t: "text", text: token.content };
  }
}

function pre(token: Token): Span {
  const text = token.content.replace(/\n$/, "");
  const words = token.info.trim();
  if (words === "") return { t: "pre", text };
  if (LANG.test(words)) return { t: "pre", text, lang: words };
  return { t: "pre", text: text ? `${words}\n${text}` : words }; // code begun on the fence's own line
}

function closed(opener: Token, children: readonly Child[]): Span | Span[] | null {
  if (opener.type === "bullet_list_open" || opener.type === "ordered_list_open") return list(opener, children);
  const inner = joined(children);
  if (opener.type === "list_item_open") return inner;
  if (opener.type === "link_open") {
    const url = String(opener.attrGet("href"));
    return { t: "link", url, children: inner.length > 0 ? inner : [{ t: "text", text: url }] };
  }
  return inner.length > 0 ? element(opener, inner) : null;
}

function list(opener: Token, children: readonly Child[]): Span {
  const items = children.filter((child): child is Span[] => Array.isArray(child));
  if (opener.type === "bullet_list_open") return { t: "list", items };
  const start = Number(opener.attrGet("start") ?? 1);
  return { t: "list", items, ordered: true, ...(start === 1 ? {} : { start }) };
}

function element(opener: Token, children: Span[]): Span {
  switch (opener.type) {
    case "strong_open":
      return { t: "bold", children };
    case "em_open":
      return { t: "italic", children };
    case "s_open":
      return { t: "strike", children };
    case "heading_open":
      return { t: "heading", level: opener.tag === "h1" ? 1 : opener.tag === "h2" ? 2 : 3, children };
    case "blockquote_open":
      return { t: "quote", children };
    default:
      return { t: "paragraph", children };
  }
}

/** `children` with neighbouring words made one, and a lone paragraph taken out of its wrap. */
function joined(children: readonly Child[]): Span[] {
  const spans: Span[] = [];
  let words = "";
  const flush = () => {
    if (words) spans.push({ t: "text", text: words });
    words = "";
  };
  for (const child of children) {
    if (typeof child === "string") words += child;
    else if (!Array.isArray(child)) {
      flush();
      spans.push(child);
    }
  }
  flush();
  const [only] = spans;
  return spans.length === 1 && only!.t === "paragraph" ? only.children : spans;
}
