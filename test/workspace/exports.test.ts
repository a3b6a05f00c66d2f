/** What users can import is a list that changes only on purpose. */
import { expect, test } from "vitest";
import { entryPointFaults, entryPoints } from "./entry-points.ts";
import { packages } from "./packages.ts";
import { source } from "./source.ts";

const all = packages().flatMap(entryPoints);

test("the exported names are those of exports.txt (after a change on purpose: pnpm test exports -u)", async () => {
  const lists = all.map(({ specifier, source }) => {
    const names = source.exports.map(({ name, isType }) => (isType ? `${name} (type)` : name));
    return [specifier, ...names.sort()].join("\n  ");
  });

  await expect(`${lists.join("\n\n")}\n`).toMatchFileSnapshot("exports.txt");
});

test("every entry point is sorted, named exports of the package's own files", () => {
  expect(all.flatMap(({ source }) => entryPointFaults(source))).toEqual([]);
});

test("an entry point that is anything else is told so", () => {
  const index = source(
    "packages/core/src/index.ts",
    `/** Opens the file. */
     export { sink } from "./sink.ts";
     export { health } from "./sink-health.ts";
     export { b, type C } from "./b.ts";
     export * from "./d.ts";
     export type { Meter } from "@opentelemetry/api";
     // For authors of sinks.
     export { early } from "./a.ts";
     export const e = 1;
     export default e;
    `,
  );

  const faults = entryPointFaults(index);

  expect(faults).toEqual([
    `packages/core/src/index.ts: "./b.ts" comes before "./sink-health.ts"`,
    `packages/core/src/index.ts: name what is exported, not "*"`,
    `packages/core/src/index.ts: exports "Meter" of another package, "@opentelemetry/api"`,
    `packages/core/src/index.ts: declares "e"; declare it in a file of its own`,
    `packages/core/src/index.ts: name what is exported, not "default"`,
  ]);
});
