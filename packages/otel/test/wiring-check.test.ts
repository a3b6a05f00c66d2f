import { InMemoryTelemetry, MultiTelemetry } from "@heddle/core";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { idsOf, Pipeline } from "./pipeline.ts";

const REGISTERED = Symbol.for("opentelemetry.js.api.1");
const registry = globalThis as { [REGISTERED]?: object };

/** A copy of the package that has said nothing yet. */
async function freshCopy(): Promise<typeof import("@heddle/otel")> {
  vi.resetModules();
  return import("@heddle/otel");
}

let warnings: string[] = [];
const keep = (warning: Error) => warnings.push(`${Reflect.get(warning, "code")} ${warning.message}`);
beforeEach(() => {
  warnings = [];
  process.on("warning", keep);
});
afterEach(() => {
  process.off("warning", keep);
  delete registry[REGISTERED];
});
/** Warnings come with the next turn of the event loop. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test("nothing is said without an SDK, and nothing where all is well", async () => {
  const { OTelTelemetry } = await freshCopy();
  new OTelTelemetry().trace("run", {}, () => {});
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  new OTelTelemetry().trace("run", {}, () => {});
  new OTelTelemetry(new Pipeline()).trace("run", {}, () => {});
  await nextTurn();

  expect(warnings).toEqual([]);
});

test("without a context manager, our own spans nest, and what to do is said once", async () => {
  const { OTelTelemetry } = await freshCopy();
  const pipeline = new Pipeline();
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([new OTelTelemetry(pipeline), memory]);

  await telemetry.trace("run", {}, async () => {
    await Promise.all(
      ["a", "b"].map((name) => telemetry.trace(name, {}, async () => telemetry.trace(`in ${name}`, {}, nextTurn))),
    );
  });
  new OTelTelemetry(pipeline).trace("run again", {}, () => {});
  await nextTurn();

  expect(context.active()).toBe(ROOT_CONTEXT);
  const id = (name: string) => pipeline.span(name).spanContext().spanId;
  const parents = ["a", "in a", "b", "in b"].map((name) => idsOf(pipeline.span(name))[2]);
  expect(parents).toEqual([id("run"), id("a"), id("run"), id("b")]);
  expect(memory.spans().map(({ spanId }) => spanId)).toEqual(
    pipeline.spans.slice(0, 5).map((span) => span.spanContext().spanId),
  );
  expect(warnings).toEqual([
    "HEDDLE_OTEL_CONTEXT OTelTelemetry: no OpenTelemetry context manager is registered: Heddle's spans nest, but those of " +
      "http, undici and other instrumentations stand outside of them. Before the first span, call " +
      "context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()), of " +
      "@opentelemetry/context-async-hooks (said once)",
  ]);
});

test.each([
  ["tracer provider", { version: "1.9.1", trace: new Pipeline().tracerProvider }, {}],
  ["context manager", { version: "1.9.1", context: new AsyncLocalStorageContextManager().enable() }, new Pipeline()],
])(
  "a %s that an older copy of the API has registered is noticed, and what to do is said once",
  async (_what, registered, options) => {
    const { OTelTelemetry } = await freshCopy();
    registry[REGISTERED] = registered;

    const telemetry = new OTelTelemetry(options);
    telemetry.trace("run", {}, () => telemetry.trace("turn", {}, () => {}));
    await nextTurn();

    const said =
      "HEDDLE_OTEL_API OTelTelemetry: the program registered OpenTelemetry with version 1.9.1 of @opentelemetry/api, which " +
      "the copy of @heddle/otel is too new to see: its spans and Heddle's do not nest. Hand over yours: " +
      'import * as api from "@opentelemetry/api"; new OTelTelemetry({ api }) (said once)';
    expect(warnings).toEqual([said]);
  },
);
