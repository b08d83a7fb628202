// Builds src/main.tsx into web/static/app with hashed names. The server finds the entry's files in
// web/static/app/.vite/manifest.json under "src/main.tsx": `file` (module script) and `css`.
// Nothing is inlined into the page: the Content-Security-Policy allows neither inline scripts nor eval.
import { defineConfig } from "vitest/config";
import { emojiData } from "./emoji_data";
import { clientWords } from "./words";

export default defineConfig({
  base: "/static/app/",
  publicDir: false,
  plugins: [clientWords(), emojiData()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../static/app",
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: "src/main.tsx",
      // What the first paint needs is one file: on a slow network twenty small ones wait for each other.
      output: { codeSplitting: { groups: [{ name: "shell", test: /src.main\.tsx$/ }] } },
    },
  },
  test: {
    environment: "node",
    testTimeout: 30_000, // a busy machine is no reason to fail
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "tests/**/*.test.ts", "lint/**/*.test.mjs"],
  },
});
