import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileTelemetry, InMemoryTelemetry, type Member, MultiTelemetry, readJsonl, startSpan } from "@heddle/core";
import { OTelTelemetry } from "@heddle/otel";
import { type Context, context, createContextKey, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { afterEach, describe, expect, test } from "vitest";
import { idsOf, Pipeline, registerContextManager } from "./pipeline.ts";

registerContextManager();

describe("a member of a Multi beside others, below the span of an HTTP server", () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  const orders = [
    ["memory", "file", "otel"],
    ["memory", "otel", "file"],
    ["file", "memory", "otel"],
    ["file", "otel", "memory"],
    ["otel", "memory", "file"],
    ["otel", "file", "memory"],
  ] as const;

  test.each(orders)("%s, %s, %s: all have the same ids and parents", async (...order) => {
    const pipeline = new Pipeline();
    const folder = await mkdtemp(join(tmpdir(), "heddle-otel-"));
    folders.push(folder);
    const memory = new InMemoryTelemetry();
    const file = new FileTelemetry(join(folder, "traces.jsonl"));
    const members: Record<string, Member> = { memory, file, otel: new OTelTelemetry(pipeline) };
    const telemetry = new MultiTelemetry([
      members[order[0]] as Member,
      new MultiTelemetry([members[order[1]] as Member, members[order[2]] as Member]),
    ]);

    await serveOnce(pipeline, async () => {
      await telemetry.trace("run", {}, async () => {
        await telemetry.trace("turn", {}, () => telemetry.trace("tool", {}, async () => {}));
        const byHand = startSpan(telemetry, "by hand");
        byHand.run(() => telemetry.trace("inside", {}, () => {}));
        byHand.end();
        telemetry.emitMetric("tokens", 1);
      });
    });
    await file[Symbol.asyncDispose]();

    const server = pipeline.span("GET /");
    const fromOtel = pipeline.spans.filter((span) => span !== server).map((span) => [span.name, ...idsOf(span)]);
    const written = readJsonl(readFileSync(file.path, "utf8")).records.filter((record) => record.kind === "span");
    const positions = [memory.spans(), written].map((spans) =>
      spans.map(({ name, traceId, spanId, parentSpanId }) => [name, traceId, spanId, parentSpanId]),
    );
    expect(positions).toEqual([fromOtel, fromOtel]);
    const { traceId, spanId } = server.spanContext();
    expect(idsOf(pipeline.span("run"))).toEqual([traceId, expect.any(String), spanId]);
    const parentOf = (name: string) => idsOf(pipeline.span(name))[2];
    const idOf = (name: string) => idsOf(pipeline.span(name))[1];
    expect(["turn", "tool", "by hand", "inside"].map(parentOf)).toEqual(["run", "turn", "run", "by hand"].map(idOf));
    expect(memory.metrics()).toMatchObject([{ traceId, spanId: idOf("run") }]);
  });
});

test("a span that the program opens with OpenTelemetry nests in ours, and ours in it", async () => {
  const pipeline = new Pipeline();
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([memory, new OTelTelemetry(pipeline)]);
  const tracer = pipeline.tracerProvider.getTracer("program");

  await telemetry.trace("run", {}, async (run) => {
    await tracer.startActiveSpan("manual", async (manual) => {
      await telemetry.trace("turn", {}, () => telemetry.emitMetric("tokens", 1));
      telemetry.emitMetric("in manual", 1);
      startSpan(telemetry, "told", {}, { parent: run }).end();
      startSpan(telemetry, "root", {}, { parent: null }).end();
      manual.end();
    });
    telemetry.trace("after", {}, () => {});
  });

  const parents = Object.fromEntries(pipeline.spans.map((span) => [span.name, idsOf(span)[2]]));
  const id = (name: string) => pipeline.span(name).spanContext().spanId;
  expect(parents).toEqual({
    run: undefined,
    manual: id("run"),
    turn: id("manual"),
    told: id("run"),
    root: undefined,
    after: id("run"),
  });
  expect(memory.spans().map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual(
    ["turn", "told", "root", "after", "run"].map((name) => [name, parents[name]]),
  );
  expect(memory.metrics().map(({ spanId }) => spanId)).toEqual([id("turn"), id("manual")]);
});

test("the span of another telemetry on the same provider is the parent of a root; on another provider it is not", () => {
  const pipeline = new Pipeline();
  const [app, library] = [new OTelTelemetry(pipeline), new OTelTelemetry(pipeline)];
  const elsewhere = new Pipeline();
  const stranger = new OTelTelemetry(elsewhere);

  app.trace("app", {}, () => {
    library.trace("library", {}, () => app.trace("app again", {}, () => {}));
    stranger.trace("stranger", {}, () => {});
  });

  const app1 = pipeline.span("app").spanContext();
  expect(idsOf(pipeline.span("library"))).toEqual([app1.traceId, expect.any(String), app1.spanId]);
  expect(idsOf(pipeline.span("app again"))[2]).toBe(app1.spanId);
  expect(idsOf(elsewhere.span("stranger"))).toEqual([
    expect.not.stringContaining(app1.traceId),
    expect.any(String),
    undefined,
  ]);
});

test("where OpenTelemetry's context went on and ours did not, the span is still the parent", () => {
  const pipeline = new Pipeline();
  const telemetry = new OTelTelemetry(pipeline);
  let callback = () => {};

  telemetry.trace("run", {}, () => {
    callback = context.bind(context.active(), () => telemetry.trace("callback", {}, () => {}));
  });
  callback();

  expect(idsOf(pipeline.span("callback"))[2]).toBe(pipeline.span("run").spanContext().spanId);
});

test("an active span that is none is no parent", () => {
  const pipeline = new Pipeline();
  const telemetry = new OTelTelemetry(pipeline);
  const invalid = trace.wrapSpanContext({ traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 });

  context.with(trace.setSpan(context.active(), invalid), () => telemetry.trace("run", {}, () => {}));

  expect(idsOf(pipeline.span("run"))[2]).toBeUndefined();
});

test("two providers in one Multi nest each on its own, with ids of their own", () => {
  const [first, second] = [new Pipeline(), new Pipeline()];
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([new OTelTelemetry(first), memory, new OTelTelemetry(second)]);

  telemetry.trace("run", {}, () => telemetry.trace("turn", {}, () => telemetry.emitMetric("tokens", 1)));

  for (const { spans } of [first, second]) {
    const [turn, run] = spans.map((span) => idsOf(span));
    expect(turn).toEqual([run?.[0], expect.any(String), run?.[1]]);
    expect(run?.[2]).toBeUndefined();
  }
  const inMemory = memory.spans().map(({ traceId, spanId, parentSpanId }) => [traceId, spanId, parentSpanId]);
  expect(inMemory).toEqual(first.spans.map(idsOf));
  expect(memory.metrics()).toMatchObject([{ spanId: first.span("turn").spanContext().spanId }]);
});

describe("the context of a span", () => {
  const key = createContextKey("heddle.test");

  test("keeps what was set around it, and what is set inside, also in spans below", () => {
    const telemetry = new OTelTelemetry(new Pipeline());
    const seen: unknown[] = [];
    const other = createContextKey("heddle.test.other");
    const note = () => seen.push([key, other].map((each) => context.active().getValue(each)));

    context.with(context.active().setValue(key, "around"), () =>
      telemetry.trace("run", {}, () => {
        note();
        context.with(context.active().setValue(other, 1).setValue(key, "inside").setValue(other, 2), () => {
          note();
          telemetry.trace("turn", {}, note);
          context.with(context.active().deleteValue(key), note);
        });
        note();
      }),
    );

    expect(seen).toEqual([
      ["around", undefined],
      ["inside", 2],
      ["inside", 2],
      [undefined, 2],
      ["around", undefined],
    ]);
  });

  test("does not grow when a program goes on for ever inside its own spans", () => {
    const telemetry = new OTelTelemetry(new Pipeline());
    let inside = context.active();

    for (let step = 0; step < 20_000; step++) {
      context.with(inside, () =>
        telemetry.trace("step", {}, () => {
          inside = context.active().setValue(key, step);
        }),
      );
    }

    // Contexts inside of contexts would be a stack that is too high.
    expect([inside.getValue(key), inside.getValue(Symbol("nobody's"))]).toEqual([19_999, undefined]);
  });

  test("carries baggage and the active span as any other", () => {
    const telemetry = new OTelTelemetry(new Pipeline());

    telemetry.trace("run", {}, (run) => {
      const inside = propagation.setBaggage(context.active(), propagation.createBaggage({ user: { value: "ada" } }));
      context.with(inside, () => {
        const active: Context = context.active();
        expect(propagation.getActiveBaggage()?.getEntry("user")?.value).toBe("ada");
        expect(trace.getActiveSpan()?.spanContext().spanId).toBe(run.spanId);
        expect(trace.getSpan(trace.deleteSpan(active))).toBeUndefined();
      });
    });
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});

/** A server whose requests are spans of OpenTelemetry, as an instrumentation makes them; `work` is what it does. */
async function serveOnce(pipeline: Pipeline, work: () => Promise<void>): Promise<void> {
  const tracer = pipeline.tracerProvider.getTracer("http");
  const server = createServer((request, response) => {
    void tracer.startActiveSpan(`${request.method} ${request.url}`, async (span) => {
      await work();
      span.end();
      response.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const [response] = await once(get({ port, host: "127.0.0.1", agent: false }), "response");
  response.resume();
  await once(response, "end");
  server.close();
  await once(server, "close");
}
