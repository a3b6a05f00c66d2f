import { activeSpan, withAttributes } from "@heddle/core";
import { OtlpTelemetry } from "@heddle/otlp";
import { context, createContextKey, ROOT_CONTEXT } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { expect, onTestFinished, test } from "vitest";

/** What `isTracingSuppressed` of `@opentelemetry/core` looks at. */
const SUPPRESS = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Where the requests of a telemetry are made that a span inside of a run and of a context of OpenTelemetry has filled. */
async function contextsOfRequests() {
  const seen: unknown[] = [];
  const telemetry = new OtlpTelemetry({
    fetch: async () => {
      seen.push([activeSpan()?.name, context.active().getValue(SUPPRESS)]);
      return new Response();
    },
    batch: { maxSpans: 1 },
  });
  const key = createContextKey("the program's own");
  await context.with(ROOT_CONTEXT.setValue(key, 1), () =>
    withAttributes({ user_id: "u1" }, () =>
      telemetry.trace("run", {}, async () => {
        telemetry.trace("step", {}, () => {});
        await telemetry.flush();
      }),
    ),
  );
  return seen.slice(0, 1);
}

test("requests belong to no span", async () => {
  expect(await contextsOfRequests()).toEqual([[undefined, undefined]]);
});

test("requests are not traced by OpenTelemetry's instrumentations", async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(() => context.disable());

  expect(await contextsOfRequests()).toEqual([[undefined, true]]);
});
