// The checks of browsers and sizes find what is planted, and leave alone what is well.

import { describe, expect, it } from "vitest";
import { findInCss } from "./find_css.mjs";
import { findInScript } from "./find_js.mjs";
import { faults, firstLoad, PART_LIMIT, SHELL_LIMIT } from "./sizes.mjs";

const named = (found) => found.map(({ line, what }) => `${line} ${what}`);

describe("what an old browser lacks in a script", () => {
  it.each([
    ["a global", "const pair = Promise.withResolvers();", "1 Promise.withResolvers"],
    ["a member", "const a: Set<number> = b;\nconst c = a.isSubsetOf(d);", "2 .isSubsetOf"],
    ["a function of the window", "requestIdleCallback(() => {});", "1 requestIdleCallback"],
    ["in a component", "const a = <p onClick={() => document.startViewTransition(go)} />;", "1 .startViewTransition"],
    ["what is written", 'said.role = "alert";', "1 .role ="],
    ["what is written with others", 'Object.assign(said, {\n  role: "alert",\n});', "2 .role ="],
    ["what is written by a name that nobody else has", "Object.assign(said, { ariaBusy: b });", "1 .ariaBusy ="],
    ["grouping", "const by = Object.groupBy(list, key);", "1 Object.groupBy"],
  ])("is found: %s", (_, source, found) => {
    expect(named(findInScript(source))).toEqual([found]);
  });

  it.each([
    ["what all have", "const x = [1, 2].at(-1); structuredClone(x); URL.createObjectURL(new Blob([]));"],
    ["what is asked for first", "document.startViewTransition?.(go); const idle = window.requestIdleCallback ?? later;"],
    ["our own names", "function scheduler() {}\nscheduler();"],
    ["a fallback that is explained", "// browser-ok: a timer where there is none\nrequestIdleCallback(work);"],
    ["what our own records hold", 'const one = { role: "guest" }; this.sync = one; const same = Object.assign({}, { role: one.role });'],
    ["types", "type Wake = { lock: WakeLockSentinel }; const a = b as unknown as WakeLock;"],
  ])("is not: %s", (_, source) => {
    expect(findInScript(source)).toEqual([]);
  });

  it("is found after a comment that gives no reason", () => {
    expect(findInScript("// browser-ok:\nrequestIdleCallback(work);")).toHaveLength(1);
  });
});

describe("what an old browser lacks in a style sheet", () => {
  it.each([
    ["a selector", ".a:has(b) { color: red; }", "1 :has"],
    ["a function", ".a {\n  color: light-dark(red, blue);\n}", "2 light-dark()"],
    ["a property", ".a { field-sizing: content; }", "1 field-sizing"],
    ["an at-rule", "@starting-style { .a { opacity: 0; } }", "1 @starting-style"],
    ["nesting", ".a { .b { color: red; } }", "1 nested rules"],
  ])("is found: %s", (_, source, found) => {
    expect(named(findInCss(source))).toContain(found);
  });

  it.each([
    ["what all have", "@media (width < 768px) { .a { inset: 0; height: 100dvh; color: color-mix(in srgb, red, blue); } }"],
    ["what does no harm", ".a { text-wrap: balance; scrollbar-width: thin; }"],
    ["what is tried", "@supports selector(:has(a)) { .a:has(b) { color: red; } }"],
    ["a fallback that is explained", "/* browser-ok: the frame alone tells it too */\n.a:has(b) { color: red; }"],
  ])("is not: %s", (_, source) => {
    expect(findInCss(source)).toEqual([]);
  });
});

describe("sizes", () => {
  const manifest = {
    "src/main.tsx": { file: "main.js", css: ["main.css"], imports: ["_shared.js"], dynamicImports: ["src/picker.tsx"] },
    "_shared.js": { file: "shared.js", css: ["shared.css"] },
    "src/picker.tsx": { file: "picker.js", imports: ["_shared.js"] },
    "virtual:words/en": { file: "en.js" },
    "virtual:words/fr": { file: "fr.js" },
  };
  const weigh = (sizes) => (file) => sizes[file] ?? 1;
  const all = ["main.js", "main.css", "shared.js", "shared.css", "picker.js", "en.js", "fr.js"];

  it("of the first load count the entry, what it imports, styles and one language", () => {
    expect([...firstLoad(manifest)]).toEqual(["main.js", "main.css", "shared.js", "shared.css"]);
    expect(faults(manifest, all, weigh({}))).toEqual([]);
    const heavy = { "main.js": SHELL_LIMIT - 10_000, "shared.css": 5_000, "fr.js": 4_000 };
    expect(faults(manifest, all, weigh(heavy))).toEqual([]);
    expect(faults(manifest, all, weigh({ ...heavy, "fr.js": 6_000 }))[0]).toMatch(/first load is 15\d\.\d KB/);
    expect(faults(manifest, all, weigh(heavy), 2_000)[0]).toMatch(/first load/);
  });

  it("of a part are bounded, but for those that are named", () => {
    expect(faults(manifest, all, weigh({ "picker.js": PART_LIMIT + 1 }))[0]).toMatch(/^picker\.js is 24\.0 KB/);
    expect(faults(manifest, [...all, "lowlight-x.js"], weigh({ "lowlight-x.js": PART_LIMIT + 1 }))).toEqual([]);
  });

  it("do not count source maps: there must be none", () => {
    expect(faults(manifest, [...all, "main.js.map"], weigh({}))[0]).toMatch(/source map/);
  });
});
