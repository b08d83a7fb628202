// Which features of the web the oldest supported browsers lack, by MDN's browser-compat-data.

import { createRequire } from "node:module";

const data = createRequire(import.meta.url)("@mdn/browser-compat-data");

/** The oldest browsers that Ruche supports, by the names of browser-compat-data. */
export const OLDEST = { safari: "16.4", safari_ios: "16.4", firefox: "115", firefox_android: "115", chrome: "111" };

/** The browsers that lack a feature, such as ["firefox 115"]; empty where all have it. */
export function lacking(compat) {
  return Object.entries(OLDEST)
    .filter(([browser, version]) => !has(compat.support[browser], version))
    .map(([browser, version]) => `${browser} ${version}`);
}

function has(support, version) {
  const statements = Array.isArray(support) ? support : [support];
  return statements.some(
    (one) => one && !one.flags && !one.prefix && !one.alternative_name && (!one.partial_implementation || one.version_added)
      && typeof one.version_added === "string" && one.version_added !== "preview"
      && notAfter(one.version_added.replace("≤", ""), version)
      && !(typeof one.version_removed === "string" && notAfter(one.version_removed.replace("≤", ""), version)),
  );
}

function notAfter(one, other) {
  const [a, b] = [one, other].map((text) => text.split(".").map(Number));
  return a[0] < b[0] || (a[0] === b[0] && (a[1] ?? 0) <= (b[1] ?? 0));
}

/** A feature's record in browser-compat-data, by its path; undefined where there is none. */
export function compatOf(...path) {
  let at = data;
  for (const part of path) {
    if (!at || !Object.hasOwn(at, part)) return undefined;
    at = at[part];
  }
  return at.__compat;
}

/** Globals that are lacked somewhere: name to browsers. */
export function lackedGlobals() {
  const found = new Map();
  for (const [name, feature] of [...Object.entries(data.api), ...Object.entries(data.javascript.builtins)]) {
    note(found, name, feature.__compat);
  }
  for (const holder of ["Window", "WindowOrWorkerGlobalScope", "_globals"]) {
    for (const [name, feature] of Object.entries(data.api[holder] ?? {})) note(found, name, feature.__compat);
  }
  return found;
}

/** `Promise.withResolvers` and the like: members of known globals that are lacked somewhere. */
export function lackedStatics() {
  const found = new Map();
  for (const [holder, feature] of [...Object.entries(data.javascript.builtins), ...Object.entries(data.api)]) {
    for (const [name, member] of Object.entries(feature)) {
      note(found, `${holder}.${name.replace(/_static$/, "")}`, member.__compat);
    }
  }
  return found;
}

// Whose members are told by their name alone: what pages hold in their hands all the time.
const HOLDERS = /^(Abort|Array|Blob|Cache|Clipboard|DOMToken|Document|Element|Event|File|FormData|Headers|History|HTML|IDB|Intersection|Iterator|Location|Map|Math|Media(Recorder|Stream)|Navigator|Node|Notification|Object|Performance|Promise|Push|Range|RegExp|Request|Resize|Response|Selection|ServiceWorker|Set|ShadowRoot|Storage|String|URL|VisualViewport|Window)/;
// Names that our own records have too, and far more often.
const OURS = new Set(
  "actions badge connection deleted drop format handle icon level name notification preferences role setStatus silent sync tag text to watch".split(" "),
);

/** Members that every interface which has one lacks somewhere, so that the name alone tells. */
export const lackedMembers = () => lackedUnder((name) => !OURS.has(name));

/** Also those that our records have: written to something that is there already, they are the browser's. */
export const lackedSetters = () => lackedUnder(() => true);

function lackedUnder(fits) {
  const known = new Map();
  for (const [holder, feature] of [...Object.entries(data.javascript.builtins), ...Object.entries(data.api)]) {
    for (const [name, member] of Object.entries(feature)) {
      if (!/^[a-z]\w+$/.test(name) || !member.__compat || /_(static|event)$/.test(name) || !fits(name)) continue;
      const lack = lacking(member.__compat);
      const before = known.get(name);
      if (lack.length === 0) known.set(name, []);
      else if (before === undefined && HOLDERS.test(holder)) known.set(name, lack);
    }
  }
  return new Map([...known].filter(([, lack]) => lack.length > 0));
}

/** Is this the name of something that browsers have, such as URL or Promise? */
export function isGlobal(name) {
  return Object.hasOwn(data.api, name) || Object.hasOwn(data.javascript.builtins, name);
}

function note(found, name, compat) {
  if (!compat) return;
  const lack = lacking(compat);
  if (lack.length > 0) found.set(name, lack);
}
