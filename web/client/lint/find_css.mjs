// Finds in a style sheet what the oldest supported browsers do not understand.

import postcss from "postcss";
import { compatOf, lacking } from "./support.mjs";

/** Properties without which a page reads as well as before: why each is left to those that have it. */
export const GRACEFUL = {
  "accent-color": "boxes to tick take the system's colour",
  "contain-intrinsic-size": "goes with content-visibility",
  "content-visibility": "what is out of sight is drawn too",
  cursor: "where there is no pointer",
  "line-clamp": "written with its prefix too",
  "overflow-anchor": "the list keeps its own place; this only stops browsers that would too",
  "overscroll-behavior": "the page behind moves a little",
  resize: "where there is no handle to drag",
  "scrollbar-color": "the system's scroll bars",
  "scrollbar-gutter": "text moves by a scroll bar's width",
  "scrollbar-width": "the system's scroll bars",
  "text-size-adjust": "written with its prefix too",
  "text-wrap": "lines break as always",
  "user-select": "written with its prefix too",
  "-webkit-font-smoothing": "letters a little bolder",
  "-webkit-tap-highlight-color": "a tap flashes",
  "-webkit-touch-callout": "iOS alone has it, and it alone needs it",
  "forced-color-adjust": "only where colours are forced",
  "print-color-adjust": "paper without grounds",
};

/** Selectors that, alone in their rule, do no harm where they are not known. */
const GRACEFUL_SELECTORS = new Set(["selection", "file-selector-button"]);

/** Each lacked feature as `{ line, what, browsers }`; a comment `browser-ok: why` above or beside allows one. */
export function findInCss(source) {
  const root = postcss.parse(source);
  const allowed = allowedLines(root);
  const found = [];
  const note = (node, what, compat) => {
    const line = node.source.start.line;
    const browsers = compat ? lacking(compat) : [];
    if (browsers.length > 0 && !allowed.has(line) && !guarded(node)) found.push({ line, what, browsers });
  };
  root.walk((node) => {
    if (node.type === "decl") ofDeclaration(node, note);
    else if (node.type === "rule") ofSelector(node, note);
    else if (node.type === "atrule") ofAtRule(node, note);
  });
  return found;
}

function ofDeclaration(node, note) {
  const name = node.prop;
  if (!name.startsWith("--") && !(name in GRACEFUL)) {
    note(node, name, compatOf("css", "properties", name));
    for (const word of node.value.match(/[a-z][a-z-]*/g) ?? []) {
      note(node, `${name}: ${word}`, compatOf("css", "properties", name, word));
    }
  }
  for (const [, call] of node.value.matchAll(/([a-z][a-z-]*)\(/g)) {
    for (const path of [["types", call], ["types", "color", call], ["types", "gradient", call], ["types", "image", call]]) {
      note(node, `${call}()`, compatOf("css", ...path));
    }
  }
  for (const [, unit] of node.value.matchAll(/\b\d*\.?\d+([a-z]+)\b/g)) {
    note(node, unit, compatOf("css", "types", "length", unit));
  }
}

function ofSelector(node, note) {
  for (const [, name] of node.selector.matchAll(/::?([a-z][a-z-]*)/g)) {
    if (GRACEFUL_SELECTORS.has(name)) continue;
    note(node, `:${name}`, compatOf("css", "selectors", name));
  }
  if (node.parent?.type === "rule") note(node, "nested rules", compatOf("css", "selectors", "nesting"));
}

function ofAtRule(node, note) {
  note(node, `@${node.name}`, compatOf("css", "at-rules", node.name));
  if (node.name !== "media") return;
  for (const [, feature] of node.params.matchAll(/\(\s*([a-z-]+)/g)) {
    note(node, feature, compatOf("css", "at-rules", "media", feature));
  }
  if (/[<>]/.test(node.params)) note(node, "media ranges", compatOf("css", "at-rules", "media", "range_syntax"));
}

/** Inside @supports one may try anything. */
function guarded(node) {
  for (let at = node.parent; at; at = at.parent) if (at.type === "atrule" && at.name === "supports") return true;
  return false;
}

function allowedLines(root) {
  const lines = new Set();
  root.walkComments((comment) => {
    if (!/^browser-ok: \S/.test(comment.text)) return;
    lines.add(comment.source.end.line);
    lines.add(comment.source.end.line + 1);
  });
  return lines;
}
