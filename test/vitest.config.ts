/** How the tests of the whole workspace run: from source, with a closing line that CI reads. */
import { defineConfig } from "vitest/config";
import type { Reporter, TestModule } from "vitest/node";

const conditions = ["@heddle/source"];

/** Prints `N passed, N failed, N skipped` alone on the last line. */
const closingLine: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) for (const test of module.children.allTests()) count[test.result().state]++;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    setImmediate(() => console.log(`${count.passed} passed, ${count.failed + broken} failed, ${count.skipped} skipped`));
  },
};

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ["default", closingLine],
    projects: [
      { extends: true, test: { name: "unit", include: ["packages/*/test/**/*.test.ts"] } },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"], testTimeout: 60_000 } },
    ],
  },
});
