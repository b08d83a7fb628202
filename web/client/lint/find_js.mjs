// Finds in a script what the oldest supported browsers do not have. Syntax is the build's part.

import { parseAst } from "vite";
import { isGlobal, lackedGlobals, lackedMembers, lackedSetters, lackedStatics } from "./support.mjs";

const GLOBALS = lackedGlobals();
const STATICS = lackedStatics();
const MEMBERS = lackedMembers();
const SETTERS = lackedSetters();

/** Each lacked feature as `{ line, what, browsers }`; a comment `browser-ok: why` above or beside allows one. */
export function findInScript(source, lang = "tsx") {
  const allowed = allowedLines(source);
  const ends = lineEnds(source);
  const own = new Set();
  const uses = [];
  visit(parseAst(source, { lang, range: true }), null, own, uses);
  const found = [];
  for (const { name, what, known, start } of uses) {
    const browsers = known.get(name);
    const line = lineOf(ends, start);
    const isOwn = known === MEMBERS || known === SETTERS ? false : own.has(name.split(".")[0]);
    if (browsers && !isOwn && !allowed.has(line)) found.push({ line, what, browsers });
  }
  return found;
}

const TYPES = /^TS(?!AsExpression|NonNull|Satisfies|TypeAssertion|Enum|ExportAssignment)/;

/** Names that the script declares itself go to `own`, names that may be the browser's to `uses`. */
function visit(node, parent, own, uses) {
  if (!node || typeof node.type !== "string" || TYPES.test(node.type)) return;
  if (declares(node, parent)) own.add(node.name);
  if (node.type === "Identifier" && isUse(node, parent)) {
    uses.push({ name: node.name, what: node.name, known: GLOBALS, start: node.start });
  }
  if (node.type === "MemberExpression" && !node.computed && !asksFirst(node, parent)) {
    const member = node.property.name;
    const holder = node.object.type === "Identifier" && isGlobal(node.object.name) ? `${node.object.name}.` : "";
    const known = holder ? STATICS : MEMBERS;
    uses.push({ name: `${holder}${member}`, what: `${holder || "."}${member}`, known, start: node.property.start });
  }
  for (const { name, start } of written(node)) uses.push({ name, what: `.${name} =`, known: SETTERS, start });
  for (const key of Object.keys(node)) {
    const value = node[key];
    if (key === "parent" || value === null || typeof value !== "object") continue;
    for (const child of Array.isArray(value) ? value : [value]) visit(child, node, own, uses);
  }
}

/** `element.role = a`, `Object.assign(element, { role: a })`: the members that are written. */
function written(node) {
  if (node.type === "AssignmentExpression") return isOthers(node.left) ? [node.left.property] : [];
  if (node.type !== "CallExpression" || node.callee.object?.name !== "Object" || node.callee.property?.name !== "assign") return [];
  const [target, ...parts] = node.arguments;
  if (target?.type === "ObjectExpression") return [];
  const keys = parts.flatMap((part) => part.properties ?? []).map(({ key, computed }) => (computed ? null : key));
  return keys.filter((key) => key?.type === "Identifier");
}

/** Not our own object's, and not told by its name alone, which is found as a use. */
const isOthers = ({ type, object, property, computed }) =>
  type === "MemberExpression" && !computed && object.type !== "ThisExpression" && !MEMBERS.has(property.name);

/** `navigator.vibrate?.(9)`, `window.a ?? b`: nothing happens where it is not there. */
function asksFirst(node, parent) {
  if (parent?.type === "LogicalExpression") return parent.operator === "??" && parent.left === node;
  return parent?.type === "CallExpression" && parent.callee === node && parent.optional === true;
}

function declares(node, parent) {
  if (node.type !== "Identifier" || !parent) return false;
  const named = /Declarat|Function|Class|ImportSpecifier|ImportDefault|ImportNamespace/.test(parent.type);
  return (named && (parent.id === node || parent.local === node || (parent.params ?? []).includes(node)))
    || parent.type === "ObjectPattern" || parent.type === "ArrayPattern" || parent.type === "AssignmentPattern"
    || (parent.type === "Property" && parent.value === node && parent.shorthand === true);
}

function isUse(node, parent) {
  if (!parent) return true;
  if (parent.type === "MemberExpression" && parent.property === node && !parent.computed) return false;
  if (parent.type === "UnaryExpression" && parent.operator === "typeof") return false; // asks whether it is there
  if ((parent.type === "Property" || /PropertyDefinition|MethodDefinition/.test(parent.type)) && parent.key === node) return false;
  return !/^JSX|^Import|^Export/.test(parent.type);
}

function allowedLines(source) {
  const lines = new Set();
  source.split("\n").forEach((text, index) => {
    if (/(\/\/|\*) browser-ok: \S/.test(text)) lines.add(index + 1).add(index + 2);
  });
  return lines;
}

function lineEnds(source) {
  const ends = [];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) ends.push(at);
  return ends;
}

function lineOf(ends, at) {
  let line = 1;
  for (const end of ends) {
    if (end >= at) break;
    line += 1;
  }
  return line;
}
