/** How the tests of the whole workspace run: from source, with a closing line that CI reads. */
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import type { Reporter } from "vitest/node";

/** Prints `N passed, N failed, N skipped` as the very last line. A run that ran no test counts as failed. */
const closingLine: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) for (const test of module.children.allTests()) count[test.result().state]++;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const failed = count.failed + broken + unhandledErrors.length;
    process.once("exit", () => {
      if (count.passed === 0) process.exitCode = 1;
      console.log(`${count.passed} passed, ${failed} failed, ${count.skipped} skipped`);
    });
  },
};

export default defineConfig({
  root: join(import.meta.dirname, ".."),
  ssr: { resolve: { conditions: ["@heddle/source"] } },
  test: {
    reporters: ["default", closingLine],
    // These end what hangs; a machine may be as slow as it likes.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    coverage: {
      include: ["packages/*/src/**"],
      // It runs as a process of its own.
      exclude: ["packages/cli/src/bin.ts"],
      thresholds: {
        "packages/{agent,cli,core,otel,otlp,genai,reader,testing}/src/**": { lines: 100, branches: 100 },
      },
    },
    projects: [
      { extends: true, test: { name: "unit", include: ["packages/*/test/**/*.test.ts"] } },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"] } },
    ],
  },
});
