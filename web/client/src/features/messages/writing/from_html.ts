/** Rich text from the clipboard as clean markdown. The HTML is parsed in a document of its own, where
 *  nothing runs and nothing loads; only words, and addresses that are safe, come out of it. */

import { escaped } from "./escape";

const LONGEST = 400_000;
const MOST_NODES = 20_000;
const DEEPEST = 60;

const SKIPPED = new Set([
  "HEAD", "TITLE", "META", "LINK", "STYLE", "SCRIPT", "NOSCRIPT", "TEMPLATE", "SVG", "MATH", "OBJECT", "EMBED", "IFRAME",
  "FRAME", "AUDIO", "VIDEO", "CANVAS", "INPUT", "TEXTAREA", "SELECT", "BUTTON", "DIALOG",
]);
const BLOCKS =
  "address,article,aside,blockquote,center,dd,div,dl,dt,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,table,ul";
const LOOSE = new Set(["P", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "BLOCKQUOTE", "PRE", "TABLE", "HR"]);
const WORTH = "b,strong,i,em,s,del,strike,code,pre,a[href],ul,ol,blockquote,h1,h2,h3,h4,h5,h6,hr,table,span[data-style],font";

/** A block of lines, and whether a blank line stands around it. */
interface Block {
  text: string;
  loose: boolean;
}

type Marks = ReadonlySet<string>;

/** Markdown for pasted HTML; null where the plain text serves better (no formatting, or too much of it). */
export function markdownOf(html: string): string | null {
  if (html.length > LONGEST) return null;
  const { body } = new DOMParser().parseFromString(hushed(html), "text/html");
  if (!body.querySelector(WORTH) || body.querySelectorAll("*").length > MOST_NODES) return null;
  const text = joined(blocksOf(body, new Set(), 0)).trim();
  return text === "" ? null : text;
}

/** The parsed document runs and styles nothing, yet the browser complains of what the page's policy forbids. */
function hushed(html: string): string {
  return html
    .replace(/<style\b[^>]*>[\s\S]*?(?:<\/style>|$)/gi, "")
    .replace(/(<[a-z][^<>]*?\s)style(?=\s*=)/gi, "$1data-style")
    .replace(/\son[a-z]+(?=\s*=)/gi, " data-on");
}

function blocksOf(parent: Element, marks: Marks, depth: number): Block[] {
  const blocks: Block[] = [];
  let line = "";
  const flush = () => {
    const text = tidy(line);
    if (text) blocks.push({ text, loose: false });
    line = "";
  };
  for (const child of parent.childNodes) {
    if (!isElement(child) || depth > DEEPEST || !holdsBlocks(child)) {
      line += inline(child, marks, depth);
      continue;
    }
    flush();
    blocks.push(...block(child, marks, depth + 1));
  }
  flush();
  return blocks;
}

function block(element: Element, marks: Marks, depth: number): Block[] {
  const loose = LOOSE.has(element.tagName);
  switch (element.tagName) {
    case "H1":
    case "H2":
    case "H3":
    case "H4":
    case "H5":
    case "H6": {
      const words = tidy(inlines(element, new Set(["**"]), depth)).replaceAll("\n", " ");
      return words ? [{ text: `${"#".repeat(Math.min(3, Number(element.tagName[1])))} ${words}`, loose }] : [];
    }
    case "HR":
      return [{ text: "---", loose }];
    case "PRE":
      return [{ text: fenced(element.textContent ?? "", languageOf(element)), loose }];
    case "UL":
    case "OL":
      return [{ text: list(element, marks, depth), loose }];
    case "BLOCKQUOTE":
      return [{ text: prefixed(joined(blocksOf(element, marks, depth)), "> ", "> "), loose }];
    case "TABLE":
      return [{ text: table(element), loose }];
    default: {
      const inner = blocksOf(element, marks, depth);
      if (loose && inner.length > 0) inner[0] = { ...inner[0]!, loose };
      if (loose && inner.length > 0) inner.push({ text: "", loose });
      return inner;
    }
  }
}

function list(element: Element, marks: Marks, depth: number): string {
  let number = Number(element.getAttribute("start") ?? 1) || 1;
  const lines: string[] = [];
  for (const item of element.children) {
    const text = joined(item.tagName === "LI" ? blocksOf(item, marks, depth) : block(item, marks, depth), "\n");
    if (!text) continue;
    const nested = item.tagName === "UL" || item.tagName === "OL";
    const mark = nested ? "  " : element.tagName === "OL" ? `${number++}. ` : "- ";
    lines.push(prefixed(text, mark, " ".repeat(mark.length)));
  }
  return lines.join("\n");
}

/** Rows as aligned columns: messages know no tables. */
function table(element: Element): string {
  const rows = [...element.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").trim()));
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, [...cell].length)));
  const lines = rows.map((row) => row.map((cell, at) => cell + " ".repeat(widths[at]! - [...cell].length)).join("  ").trimEnd());
  return rows.every((row) => row.length <= 1) ? lines.map(escaped).join("\n") : fenced(lines.join("\n"), "");
}

function fenced(text: string, lang: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${lang}\n${text.replace(/\r\n?/g, "\n").replace(/^\n|\s+$/g, "")}\n${fence}`;
}

function languageOf(element: Element): string {
  const code = element.querySelector("code");
  const named = `${element.getAttribute("data-lang") ?? ""} ${element.className} ${code?.className ?? ""}`;
  const found = /(?:language-|lang-|highlight-source-|brush:\s*)([\w+#-]{1,32})/.exec(named)?.[1];
  return found ?? /^[\w+#-]{1,32}$/.exec(element.getAttribute("data-lang") ?? "")?.[0] ?? "";
}

function inlines(element: Element, marks: Marks, depth: number): string {
  return [...element.childNodes].map((child) => inline(child, marks, depth + 1)).join("");
}

function inline(node: Node, marks: Marks, depth: number): string {
  if (!isElement(node)) return node.nodeType === 3 ? escaped((node.nodeValue ?? "").replace(/[ \t\r\n\f]+/g, " ")) : "";
  if (SKIPPED.has(node.tagName.toUpperCase()) || depth > DEEPEST) return "";
  switch (node.tagName) {
    case "BR":
      return "\n";
    case "IMG":
      return escaped(node.getAttribute("alt") ?? "");
    case "CODE":
    case "KBD":
    case "SAMP":
    case "TT":
      return code((node.textContent ?? "").replace(/\s+/g, " "));
    case "A":
      return link(node, marks, depth);
    default:
      return marked(node, marks, depth);
  }
}

function marked(element: Element, marks: Marks, depth: number): string {
  const mark = markOf(element);
  if (mark === null || marks.has(mark)) return inlines(element, marks, depth);
  const inner = inlines(element, new Set([...marks, mark]), depth);
  const words = inner.trim();
  if (words === "" || words.includes("\n\n")) return inner;
  const at = inner.indexOf(words);
  return `${inner.slice(0, at)}${mark}${words}${mark}${inner.slice(at + words.length)}`;
}

function markOf(element: Element): string | null {
  const style = (element.getAttribute("data-style") ?? "").toLowerCase();
  switch (element.tagName) {
    case "B":
    case "STRONG":
      return /font-weight:\s*(?:normal|[1-4]00)/.test(style) ? null : "**"; // Google Docs wraps all in such a <b>
    case "I":
    case "EM":
    case "CITE":
    case "DFN":
      return /font-style:\s*normal/.test(style) ? null : "*";
    case "S":
    case "DEL":
    case "STRIKE":
      return "~~";
    case "SPAN":
    case "FONT":
      if (/font-weight:\s*(?:bold|[6-9]00)/.test(style)) return "**";
      if (/font-style:\s*italic/.test(style)) return "*";
      return /text-decoration[^;]*line-through/.test(style) ? "~~" : null;
    default:
      return null;
  }
}

function code(text: string): string {
  if (text.trim() === "") return text;
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const gap = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return fence + gap + text + gap + fence;
}

function link(element: Element, marks: Marks, depth: number): string {
  const url = (element.getAttribute("href") ?? "").trim();
  const words = inlines(element, marks, depth).replace(/\s+/g, " ");
  const bare = words.trim();
  if (!/^(?:https?:\/\/[^/?#\s]|mailto:[^\s?])/i.test(url) || /^[@#]/.test(bare)) return words;
  const plain = (element.textContent ?? "").trim();
  if (plain === url || plain === decoded(url) || `${plain}/` === url) return url;
  const target = /[()\s<>]/.test(url) ? `<${url.replace(/[<>\s]/g, encodeURIComponent)}>` : url;
  return bare ? words.replace(bare, () => `[${bare}](${target})`) : "";
}

function decoded(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function holdsBlocks(element: Element): boolean {
  return !SKIPPED.has(element.tagName.toUpperCase()) && (element.matches(BLOCKS) || element.querySelector(BLOCKS) !== null);
}

function joined(blocks: readonly Block[], gap = "\n\n"): string {
  let text = "";
  let loose = false;
  for (const one of blocks) {
    if (one.text) text += (text && (loose || one.loose ? gap : "\n")) + one.text;
    loose = one.loose;
  }
  return text;
}

function prefixed(text: string, first: string, rest: string): string {
  return text.split("\n").map((line, at) => (at === 0 ? first : line === "" ? rest.trimEnd() : rest) + line).join("\n");
}

function tidy(line: string): string {
  return line.replace(/\u00a0/g, " ").replace(/[ \t]*\n[ \t]*/g, "\n").replace(/ {2,}/g, " ").replace(/\n{3,}/g, "\n\n").trim();
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}
