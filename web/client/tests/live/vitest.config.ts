// Runs the store against a real server: tests/convergence/test_live_store.py starts both.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/live/*.live.ts"],
    testTimeout: 140_000,
    hookTimeout: 60_000,
  },
});
