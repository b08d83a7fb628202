// Checks what the browser has to fetch: `node lint/sizes.mjs [--json]`, after a build.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const APP = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "static", "app");
const STATIC = join(APP, "..");

/** The most that the chat's first load may weigh, compressed: script and style. */
export const SHELL_LIMIT = 150 * 1024;
/** The most that a part which loads when used may weigh; those named may weigh more, and say why. */
export const PART_LIMIT = 24 * 1024;
export const HEAVY = {
  "virtual:emoji/words/": [48 * 1024, "all emoji with their words, in one language"],
  "src/features/messages/markdown/read.ts": [48 * 1024, "reads markdown as the server does, once somebody formats"],
  lowlight: [80 * 1024, "highlights code, in the languages that people paste"],
};

/** All that the entry needs before it runs: itself, what it imports at once, and their styles. */
export function firstLoad(manifest, entry = "src/main.tsx") {
  const files = new Set();
  const walk = (name) => {
    const chunk = manifest[name];
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const one of chunk.imports ?? []) walk(one);
  };
  walk(entry);
  return files;
}

/** The catalogue of one language is fetched with the shell: the heaviest counts. */
function heaviestWords(manifest, weigh) {
  const names = Object.keys(manifest).filter((name) => name.startsWith("virtual:words/"));
  return names.map((name) => manifest[name].file).reduce((most, file) => Math.max(most, weigh(file)), 0);
}

/** What the chat's first load weighs: script, style and words. */
export function shellBytes(manifest, weigh, pageStyles = 0) {
  return [...firstLoad(manifest)].reduce((sum, file) => sum + weigh(file), pageStyles + heaviestWords(manifest, weigh));
}

/** What is wrong with a build, as sentences. `weigh` gives a file's compressed size. */
export function faults(manifest, all, weigh, pageStyles = 0) {
  const first = firstLoad(manifest);
  const shell = shellBytes(manifest, weigh, pageStyles);
  const found = [];
  if (shell > SHELL_LIMIT) found.push(`The chat's first load is ${kb(shell)}; the limit is ${kb(SHELL_LIMIT)}. Load what is not seen first by import().`);
  for (const file of all) {
    if (file.endsWith(".map")) found.push(`${file} is a source map: nobody needs it on a server.`);
    else if (!first.has(file) && weigh(file) > limitOf(manifest, file)) {
      found.push(`${file} is ${kb(weigh(file))}; the limit of a part is ${kb(limitOf(manifest, file))}. Split it, or name it with its reason in lint/sizes.mjs.`);
    }
  }
  return found;
}

function limitOf(manifest, file) {
  const source = Object.keys(manifest).find((name) => manifest[name].file === file) ?? file;
  const heavy = Object.entries(HEAVY).find(([name]) => source.includes(name));
  return heavy ? heavy[1][0] : PART_LIMIT;
}

export function kb(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

function compressed(path) {
  return gzipSync(readFileSync(path), { level: 9 }).length;
}

function main() {
  const manifest = JSON.parse(readFileSync(join(APP, ".vite", "manifest.json"), "utf8"));
  const weigh = (file) => compressed(join(APP, file));
  const all = readdirSync(APP, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|css|map)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(APP.length + 1));
  const pageStyles = ["tokens.css", "shell.css"].reduce((sum, file) => sum + compressed(join(STATIC, file)), 0);
  const first = firstLoad(manifest);
  const shell = shellBytes(manifest, weigh, pageStyles);
  const later = all.filter((file) => !first.has(file)).sort((a, b) => weigh(b) - weigh(a));
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ shell_bytes: shell, parts: Object.fromEntries(later.map((file) => [file, weigh(file)])) }));
  } else {
    console.log(`first load ${kb(shell)} of ${kb(SHELL_LIMIT)}`);
    for (const file of later) console.log(`  later    ${kb(weigh(file)).padStart(9)}  ${file}`);
  }
  const found = faults(manifest, all, weigh, pageStyles);
  for (const one of found) console.error(one);
  process.exitCode = found.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
