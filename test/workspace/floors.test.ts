/** The packages depend on each other downwards only, and import only what they declare. */
import { expect, test } from "vitest";
import { floorFaults } from "./floors.ts";
import { type Manifest, type Package, packages } from "./packages.ts";
import { source } from "./source.ts";

test("every package stands on its floor", () => {
  expect(floorFaults(packages())).toEqual([]);
});

test("core depends on nothing", () => {
  const core = picture("packages/core", {
    name: "@heddle/core",
    dependencies: { nanoid: "5" },
    peerDependencies: { "@heddle/genai": "*" },
  });

  const faults = floorFaults([core]);

  expect(faults).toEqual([
    "packages/core/package.json: @heddle/core may not depend on nanoid",
    "packages/core/package.json: @heddle/core may not depend on @heddle/genai",
  ]);
});

test("a package depends on floors below its own only", () => {
  const faults = floorFaults([
    picture("packages/reader", {
      name: "@heddle/reader",
      dependencies: { "@heddle/core": "*", "@heddle/genai": "*", yaml: "2" },
    }),
    picture("packages/otlp", { name: "@heddle/otlp", optionalDependencies: { heddle: "*", "@heddle/reader": "*" } }),
    picture("packages/integrations/mastra", {
      name: "@heddle/mastra",
      peerDependencies: { "@heddle/genai": "*", "@heddle/agent": "*" },
    }),
    picture("packages/cli", { name: "heddle", dependencies: { "@heddle/otlp": "*", "@heddle/agent": "*" } }),
  ]);

  expect(faults).toEqual([
    "packages/reader/package.json: @heddle/reader may not depend on @heddle/genai",
    "packages/otlp/package.json: @heddle/otlp may not depend on heddle",
    "packages/integrations/mastra/package.json: @heddle/mastra may not depend on @heddle/agent",
  ]);
});

test("a package without a floor is told to get one", () => {
  const faults = floorFaults([picture("packages/extra", { name: "@heddle/extra" })]);

  expect(faults).toEqual(["@heddle/extra has no floor: give it one in test/workspace/floors.ts"]);
});

test("a source imports only node, its own files and what the manifest declares", () => {
  const manifest = {
    name: "@heddle/otel",
    dependencies: { "@heddle/core": "*" },
    peerDependencies: { "@opentelemetry/api": "*" },
  };
  const text = `
    import { trace } from "@opentelemetry/api";
    import type { Meter } from "@opentelemetry/sdk-metrics/build";
    import { Recorder } from "@heddle/core";
    import { readFileSync } from "node:fs";
    import "path";
    export { b } from "./b.ts";
    export * from "../../core/src/sink.ts";
    const late = () => [import("./late.ts"), import("left-pad")];
  `;

  const faults = floorFaults([picture("packages/otel", manifest, text)]);

  expect(faults).toEqual([
    `packages/otel/src/index.ts: "@opentelemetry/sdk-metrics/build" is not a dependency of @heddle/otel`,
    `packages/otel/src/index.ts: write "path" as "node:path"`,
    `packages/otel/src/index.ts: "../../core/src/sink.ts" is outside packages/otel/src`,
    `packages/otel/src/index.ts: "left-pad" is not a dependency of @heddle/otel`,
  ]);
});

function picture(folder: string, manifest: Manifest, text = ""): Package {
  return { name: manifest.name, folder, manifest, sources: [source(`${folder}/src/index.ts`, text)] };
}
