import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  type Attributes,
  activeSpan,
  InMemoryTelemetry,
  MultiTelemetry,
  NoTelemetry,
  type Span,
  type SpanNode,
  sequentialIds,
  type Telemetry,
  withAttributes,
} from "@heddle/core";
import { OTelTelemetry } from "@heddle/otel";
import { tracerProvider } from "@heddle/otel/structural";
import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const { context, trace, ROOT_CONTEXT } = api;

/** A library as they are: it takes a provider, and uses the API with it. */
function library(provider: api.TracerProvider) {
  const tracer = provider.getTracer("library", "1.0.0");
  return {
    async call(model: string, work?: () => unknown): Promise<unknown> {
      return tracer.startActiveSpan(`chat ${model}`, { kind: api.SpanKind.CLIENT }, async (span) => {
        try {
          return await work?.();
        } catch (error) {
          span.recordException(error as Error);
          span.setStatus({ code: api.SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
  };
}

function outline(nodes: readonly SpanNode[]): unknown[] {
  return nodes.map(({ span, children }) => [span.name, outline(children)]);
}

const scope = { "otel.scope.name": "library", "otel.scope.version": "1.0.0" };

describe("without anything of OpenTelemetry's", () => {
  test("a library that takes a provider records into Heddle, below the active span and around its own", async () => {
    const memory = new InMemoryTelemetry();
    const { call } = library(tracerProvider(memory));

    await memory.trace("loom.run", {}, () => call("m", () => memory.trace("loom.tool", {}, () => {})));

    expect(outline(memory.tree())).toEqual([["loom.run", [["chat m", [["loom.tool", []]]]]]]);
    expect(memory.find("chat m")[0]?.attributes).toEqual({ "otel.span.kind": "CLIENT", ...scope });
  });

  test("what fails is an error, and comes out as it was", async () => {
    const memory = new InMemoryTelemetry();
    const error = new RangeError("too far");

    const call = library(tracerProvider(memory)).call("m", () => Promise.reject(error));

    await expect(call).rejects.toBe(error);
    expect(memory.spans()[0]).toMatchObject({ status: "error", exception: "RangeError: too far" });
  });

  test("the parent is in the context that is given, else it is the active span; a root has none", () => {
    const memory = new InMemoryTelemetry();
    const tracer = tracerProvider(memory).getTracer("library");

    memory.trace("active", {}, () => {
      const given = tracer.startSpan("given", { root: true });
      tracer.startSpan("child of given", {}, trace.setSpan(ROOT_CONTEXT, given)).end();
      tracer.startSpan("child of active", {}, ROOT_CONTEXT).end();
      tracer.startSpan("also child of active").end();
      given.end();
    });

    expect(outline(memory.tree()).sort()).toEqual([
      [
        "active",
        [
          ["child of active", []],
          ["also child of active", []],
        ],
      ],
      ["given", [["child of given", []]]],
    ]);
  });

  test("a parent of another process goes on with its trace, and its sampling", () => {
    const memory = new InMemoryTelemetry();
    const remote = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 0, isRemote: true };
    const caller = trace.setSpanContext(ROOT_CONTEXT, remote);

    const span = tracerProvider(memory).getTracer("").startSpan("x", {}, caller);
    span.end();

    expect(memory.spans()[0]).toMatchObject({ traceId: remote.traceId, parentSpanId: remote.spanId, attributes: {} });
    expect(span.spanContext()).toEqual({ traceId: remote.traceId, spanId: memory.spans()[0]?.spanId, traceFlags: 0 });
  });

  test("a context whose span has no identity, or is broken, has no parent", () => {
    const memory = new InMemoryTelemetry();
    const tracer = tracerProvider(memory).getTracer("");
    const broken = trace.setSpan(ROOT_CONTEXT, {
      spanContext() {
        throw new Error("no");
      },
    } as never);

    memory.trace("active", {}, (active) => {
      tracer.startSpan("x", {}, trace.setSpanContext(ROOT_CONTEXT, api.INVALID_SPAN_CONTEXT)).end();
      expect(memory.find("x")[0]?.parentSpanId).toBe(active.spanId);
      expect(tracer.startSpan("y", {}, broken).isRecording()).toBe(false);
    });
  });

  test("startActiveSpan takes options and a context, and gives back what the work returns", () => {
    const memory = new InMemoryTelemetry();
    const tracer: api.Tracer = tracerProvider(memory).getTracer("");
    const parent = tracer.startSpan("parent");
    const given = trace.setSpan(ROOT_CONTEXT, parent);
    const name = (span: api.Span) => {
      span.end();
      return activeSpan()?.name;
    };

    const names = [
      tracer.startActiveSpan("a", name),
      tracer.startActiveSpan("b", { attributes: { b: 1 } }, name),
      tracer.startActiveSpan("c", { startTime: 1000 * 3600 * 24 * 365 }, given, name),
    ];

    parent.end();
    expect(names).toEqual(["a", "b", "c"]);
    expect(memory.find("b")[0]?.attributes).toEqual({ b: 1 });
    expect(memory.find("c")[0]?.parentSpanId).toBe(parent.spanContext().spanId);
  });

  test("null for options, and for links, is nothing, as libraries in JavaScript have it", () => {
    const memory = new InMemoryTelemetry();
    const tracer = tracerProvider(memory).getTracer("library");

    tracer.startSpan("options", null as never).end();
    tracer.startSpan("links", { links: null as never }).end();

    expect(memory.spans().map(({ name, links }) => ({ name, links }))).toEqual([
      { name: "options" },
      { name: "links" },
    ]);
  });

  test("providers of one telemetry are alike", () => {
    const memory = new InMemoryTelemetry();

    const parent = tracerProvider(memory).getTracer("a").startSpan("parent");
    tracerProvider(memory).getTracer("b").startSpan("child", {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
    parent.end();

    expect(outline(memory.tree())).toEqual([["parent", [["child", []]]]]);
  });

  test("work that is no function is told at once", () => {
    const memory = new InMemoryTelemetry();

    expect(() =>
      tracerProvider(memory)
        .getTracer("")
        .startActiveSpan("x", {} as never),
    ).toThrow("startActiveSpan: work is [object Object]; give a function");

    expect(memory.openSpans()).toEqual([]);
  });

  test("the attributes of the run are added", () => {
    const memory = new InMemoryTelemetry();

    withAttributes({ user_id: "alice" }, () => tracerProvider(memory).getTracer("").startSpan("x").end());

    expect(memory.spans()[0]?.attributes).toEqual({ user_id: "alice" });
  });
});

describe("with an OpenTelemetry context manager", () => {
  beforeEach(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
  afterEach(() => {
    context.disable();
    trace.disable();
  });

  test("the span is active there, so that what any SDK instruments nests in it", async () => {
    const memory = new InMemoryTelemetry();
    const sdk = new TracerProvider().getTracer("undici");

    const seen = await library(tracerProvider(memory)).call("m", async () => {
      const request = sdk.startSpan("POST");
      return [trace.getActiveSpan()?.spanContext(), (request as { parentSpanContext?: object }).parentSpanContext];
    });

    const [chat] = memory.find("chat m");
    const identity = { traceId: chat?.traceId, spanId: chat?.spanId, traceFlags: 1 };
    expect(seen).toEqual([identity, identity]);
  });

  test("values of the given context stay, also where the work waits", async () => {
    const memory = new InMemoryTelemetry();
    const key = api.createContextKey("tenant");
    const given = ROOT_CONTEXT.setValue(key, "acme");

    const tenant = await tracerProvider(memory)
      .getTracer("")
      .startActiveSpan("x", {}, given, async (span) => {
        await Promise.resolve();
        span.end();
        return context.active().getValue(key);
      });

    expect(tenant).toBe("acme");
  });

  test("the innermost span is the parent, whether it was made active here or there", () => {
    const memory = new InMemoryTelemetry();
    const tracer: api.Tracer = tracerProvider(memory).getTracer("");
    const open = (name: string) => tracer.startSpan(name, {}, context.active()).end();

    tracer.startActiveSpan("outer", (outer) => {
      memory.trace("ours", {}, () => {
        open("in ours");
        const theirs = tracer.startSpan("theirs");
        context.with(trace.setSpan(context.active(), theirs), () => {
          tracer.startSpan("explicit", {}, trace.setSpan(context.active(), outer)).end();
        });
        theirs.end();
      });
      const theirs = tracer.startSpan("theirs too");
      context.with(trace.setSpan(context.active(), theirs), () => open("in theirs"));
      theirs.end();
      outer.end();
    });

    const parents = Object.fromEntries(
      memory
        .spans()
        .map(({ name, parentSpanId }) => [name, memory.spans().find(({ spanId }) => spanId === parentSpanId)?.name]),
    );
    expect(parents).toEqual({
      outer: undefined,
      ours: "outer",
      "in ours": "ours",
      theirs: "ours",
      explicit: "outer",
      "theirs too": "outer",
      "in theirs": "theirs too",
    });
  });

  test("Heddle's spans and metrics nest in a span that a library makes active itself", async () => {
    const memory = new InMemoryTelemetry();
    const tracer: api.Tracer = tracerProvider(memory).getTracer("");

    await memory.trace("loom.run", {}, async () => {
      const agent = tracer.startSpan("agent");
      const tool = tracer.startSpan("tool", {}, trace.setSpan(context.active(), agent));
      await context.with(trace.setSpan(context.active(), tool), async () => {
        await Promise.resolve();
        memory.emitMetric("calls", 1);
        memory.trace("body", {}, () => memory.trace("deeper", {}, () => {}));
      });
      memory.trace("beside", {}, () => {});
      tool.end();
      agent.end();
    });

    expect(outline(memory.tree())).toEqual([
      [
        "loom.run",
        [
          ["agent", [["tool", [["body", [["deeper", []]]]]]]],
          ["beside", []],
        ],
      ],
    ]);
    expect(memory.metrics()[0]?.spanId).toBe(memory.find("tool")[0]?.spanId);
  });

  test("an active span of some SDK's is the parent where no span of Heddle's is active, for a library's spans only", () => {
    const memory = new InMemoryTelemetry();
    const tracer: api.Tracer = tracerProvider(memory).getTracer("");
    const { traceId, spanId } = new TracerProvider().getTracer("sdk").startActiveSpan("sdk", (sdk) => {
      tracer.startSpan("root").end();
      memory.trace("ours", {}, () => tracer.startSpan("child").end());
      return sdk.spanContext();
    });

    const [ours] = memory.find("ours");
    expect(memory.find("root")[0]).toMatchObject({ traceId, parentSpanId: spanId });
    expect(ours).not.toHaveProperty("parentSpanId");
    expect(memory.find("child")[0]?.parentSpanId).toBe(ours?.spanId);
  });

  test("a broken span in the active context is no parent, and does no harm", () => {
    const memory = new InMemoryTelemetry();
    const tracer: api.Tracer = tracerProvider(memory).getTracer("");
    const span = tracer.startSpan("x");
    span.spanContext = () => {
      throw new Error("no");
    };

    context.with(trace.setSpan(context.active(), span), () => memory.trace("ours", {}, () => {}));

    expect(memory.find("ours")[0]).not.toHaveProperty("parentSpanId");
  });

  test("with OpenTelemetry among the members, everybody agrees on the ids", async () => {
    const memory = new InMemoryTelemetry();
    const back = new InMemoryTelemetry();
    const { HeddleSpanProcessor } = await import("@heddle/otel");
    const sdk = new TracerProvider({ spanProcessors: [new HeddleSpanProcessor(back)] });
    const telemetry = new MultiTelemetry([memory, new OTelTelemetry({ tracerProvider: sdk })]);

    await library(tracerProvider(telemetry)).call("m", () => {
      sdk.getTracer("undici").startSpan("POST").end();
      telemetry.trace("loom.tool", {}, () => {});
    });

    const [chat] = memory.find("chat m");
    expect(back.find("chat m")).toEqual([chat]);
    expect(back.find("POST")[0]).toMatchObject({ traceId: chat?.traceId, parentSpanId: chat?.spanId });
    expect(back.find("loom.tool")[0]?.parentSpanId).toBe(chat?.spanId);
  });

  test("a telemetry that opens its spans at this very provider does not go round in circles", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = new MultiTelemetry([memory, new OTelTelemetry()]);
    trace.setGlobalTracerProvider(tracerProvider(telemetry));

    trace.getTracer("library").startSpan("theirs").end();
    telemetry.trace("ours", {}, () => {});

    expect(memory.spans().map(({ name }) => name)).toEqual(["theirs", "ours"]);
  });
});

describe("into other telemetries", () => {
  test("any object with trace and emitMetric records, also where its spans are nothing", () => {
    const seen: [string, Attributes][] = [];
    const telemetry: Telemetry = {
      trace(name, attributes, work) {
        seen.push([name, attributes]);
        return work({} as Span);
      },
      emitMetric() {},
    };

    const span = tracerProvider(telemetry)
      .getTracer("")
      .startSpan("x", { attributes: { a: 1 } });
    const recorded = span.isRecording();
    span.setAttribute("b", 2).addEvent("e").end();

    expect(seen).toEqual([["x", { a: 1 }]]);
    expect([recorded, span.isRecording()]).toEqual([true, false]);
    expect(trace.isSpanContextValid(span.spanContext())).toBe(false);
  });

  test("one that opens its spans by way of this very provider does not go round in circles", () => {
    const names: string[] = [];
    const telemetry: Telemetry = {
      trace(name, _attributes, work) {
        names.push(name);
        return provider.getTracer("").startActiveSpan("again", () => work({} as Span));
      },
      emitMetric() {},
    };
    const provider = tracerProvider(telemetry);

    provider.getTracer("").startSpan("x").end();

    expect(names).toEqual(["x"]);
  });

  test("without telemetry nothing is recorded, and the library knows it", () => {
    const tracer: api.Tracer = tracerProvider(new NoTelemetry()).getTracer("");

    const answer = tracer.startActiveSpan("x", (span) => {
      span.setAttribute("a", 1).end();
      return span;
    });

    expect(answer.isRecording()).toBe(false);
    expect(answer.spanContext()).toEqual(api.INVALID_SPAN_CONTEXT);
  });

  test("broken ids of the program's own cost the span, and nothing else", () => {
    const memory = new InMemoryTelemetry({ ids: { ...sequentialIds(), spanId: () => "broken" } });

    const span = tracerProvider(memory).getTracer("").startSpan("x", { links: [] });

    expect(span.isRecording()).toBe(false);
    expect(() => span.end()).not.toThrow();
  });

  test("what is no telemetry is told at once", () => {
    expect(() => tracerProvider(undefined as never)).toThrow(
      "tracerProvider: undefined is no telemetry; give an object with trace() and emitMetric()",
    );
  });
});

test("the structural entry point imports nothing of OpenTelemetry's", async () => {
  const program = `
    import { registerHooks } from "node:module";
    registerHooks({
      resolve(specifier, context, next) {
        if (specifier.startsWith("@opentelemetry/")) throw new Error(specifier);
        return next(specifier, context);
      },
    });
    console.log(Object.keys(await import("@heddle/otel/structural")).join());
  `;

  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@heddle/source", "--input-type=module", "--eval", program],
    { cwd: import.meta.dirname },
  );

  expect(stdout).toBe("HeddleMetricExporter,HeddleSpanExporter,HeddleSpanProcessor,tracerProvider\n");
});
