// Checks that nothing is used which Safari 16.4 or Firefox 115 lack: `node lint/browsers.mjs`.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { findInCss } from "./find_css.mjs";
import { findInScript } from "./find_js.mjs";

const CLIENT = join(dirname(fileURLToPath(import.meta.url)), "..");
const PLACES = [join(CLIENT, "src"), join(CLIENT, "..", "static")];
const SKIPPED = /\/static\/app\/|\.test\.tsx?$|protocol\.ts$/;

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (SKIPPED.test(path)) continue;
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

function findIn(path) {
  const source = readFileSync(path, "utf8");
  if (path.endsWith(".css")) return findInCss(source);
  const lang = /\.(tsx?|js)$/.exec(path)?.[1];
  return lang ? findInScript(source, lang) : [];
}

let wrong = 0;
for (const path of PLACES.flatMap((place) => [...files(place)])) {
  try {
    for (const { line, what, browsers } of findIn(path)) {
      wrong += 1;
      console.error(`${relative(CLIENT, path)}:${line}: ${what} is not in ${browsers.join(", ")}`);
    }
  } catch (error) {
    wrong += 1;
    console.error(`${relative(CLIENT, path)}: ${error.message}`);
  }
}
if (wrong > 0) {
  console.error(`\n${wrong} uses that an old browser does not understand. Do without, or give those a fallback and say so:\n  browser-ok: why it works there too`);
  process.exit(1);
}
