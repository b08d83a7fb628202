// Builds the service worker, one plain script without imports, beside the client's files. The server
// gives it out at /sw.js, after the list of files that this build is made of.
import { defineConfig } from "vite";
import { clientWords } from "./words";

export default defineConfig({
  publicDir: false,
  plugins: [clientWords()],
  build: {
    outDir: "../static/app",
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: "src/sw/sw.ts",
      output: { format: "iife", entryFileNames: "sw.js" },
    },
  },
});
