import { InMemoryTelemetry, type SpanRecord } from "@heddle/core";
import { tracerProvider } from "@heddle/otel/structural";
import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";

const nowMs = Date.UTC(2026, 0);
const clock = { monotonicMs: () => 0, wallMs: () => nowMs };

/** What is recorded of a span that `use` was given. */
function recorded(use: (span: Span) => void, options = {}): SpanRecord {
  const memory = new InMemoryTelemetry({ clock });
  const span: Span = tracerProvider(memory, { clock }).getTracer("").startSpan("x", options);
  use(span);
  span.end();
  return memory.spans()[0] as SpanRecord;
}

function failWith(span: Span, exception: unknown): void {
  span.recordException(exception as Error);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

test("attributes are added and replaced, as JSON", () => {
  const { attributes } = recorded(
    (span) => {
      span.setAttribute("a", 2).setAttributes({ b: ["x"], c: { deep: 1n } as never, d: undefined });
    },
    { attributes: { a: 1, z: true } },
  );

  expect(attributes).toEqual({ a: 2, z: true, b: ["x"], c: { deep: "1" } });
});

test("events have attributes, a time, both or none", () => {
  const { events } = recorded((span) => {
    span
      .addEvent("bare")
      .addEvent("attributes", { a: 1 })
      .addEvent("time", [nowMs / 1000, 1_000]);
    span.addEvent("both", { b: 2 }, new Date(nowMs + 1)).addEvent("no time", {}, Number.NaN);
  });

  expect(events).toEqual([
    { name: "bare", time: nowMs, attributes: {} },
    { name: "attributes", time: nowMs, attributes: { a: 1 } },
    { name: "time", time: nowMs + 0.001, attributes: {} },
    { name: "both", time: nowMs + 1, attributes: { b: 2 } },
    { name: "no time", time: nowMs, attributes: {} },
  ]);
});

test("links are carried over with their kind, also those of the start", () => {
  const context = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 };
  const { traceId, spanId } = context;

  const { links } = recorded(
    (span) => {
      span.addLink({ context, attributes: { "heddle.link.kind": "handoff", a: 1 } });
      span.addLinks([{ context, attributes: { "heddle.link.kind": "nonsense" } }]);
    },
    { links: [{ context }] },
  );

  expect(links).toEqual([
    { kind: "caused_by", traceId, spanId },
    { kind: "handoff", traceId, spanId, attributes: { a: 1 } },
    { kind: "caused_by", traceId, spanId, attributes: { "heddle.link.kind": "nonsense" } },
  ]);
});

test("a name that changes is kept beside the first one", () => {
  const { name, attributes } = recorded((span) => void span.updateName("GET /users").updateName("GET /users/:id"));

  expect([name, attributes]).toEqual(["x", { "otel.span.name": "GET /users/:id" }]);
});

test("times are taken in every form, and what is none is now", () => {
  const spans = (options: object, end?: Parameters<Span["end"]>[0]) => {
    const memory = new InMemoryTelemetry({ clock });
    tracerProvider(memory).getTracer("").startSpan("x", options).end(end);
    return memory.spans().map(({ startedAt, durationMs }) => [startedAt, durationMs]);
  };

  expect(spans({ startTime: [nowMs / 1000, 1_499] }, [nowMs / 1000, 3_500])).toEqual([[nowMs + 0.001, 0.003]]);
  expect(spans({ startTime: nowMs - 5 }, new Date(nowMs))).toEqual([[nowMs - 5, 5]]);
  expect(spans({ startTime: Number.NaN }, "soon" as never)).toEqual([[nowMs, 0]]);
  expect(spans({ startTime: 0 })[0]?.[0]).toBeCloseTo(performance.timeOrigin, 2);
});

describe("the outcome", () => {
  test("an exception and status error are the span's failure, whichever comes first", () => {
    const error = new TypeError("no function");

    const failures = [
      recorded((span) => {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: "no function" });
      }),
      recorded((span) => {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.recordException(error);
      }),
    ];

    for (const { status, error: failure, exception, events, attributes } of failures) {
      expect([status, failure, exception, events, attributes]).toEqual([
        "error",
        { type: "TypeError", message: "no function", stack: error.stack },
        "TypeError: no function",
        undefined,
        {},
      ]);
    }
  });

  test("the last exception is the failure, and earlier ones are events", () => {
    const { error, events } = recorded((span) => {
      span.recordException({ code: "ECONNRESET", message: "reset", stack: "at a" });
      span.recordException({ name: "Error", message: "gave up" }, nowMs + 2);
      span.setStatus({ code: SpanStatusCode.ERROR });
    });

    expect(error).toEqual({ type: "Error", message: "gave up" });
    expect(events).toEqual([
      {
        name: "exception",
        time: nowMs,
        attributes: { "exception.type": "ECONNRESET", "exception.message": "reset", "exception.stacktrace": "at a" },
      },
    ]);
  });

  test("without status error, exceptions are events at their time", () => {
    const { status, events } = recorded((span) => {
      span.recordException("odd", nowMs + 1);
      span.addEvent("later");
    });

    expect([status, events]).toEqual([
      "ok",
      [
        { name: "later", time: nowMs, attributes: {} },
        {
          name: "exception",
          time: nowMs + 1,
          attributes: { "exception.type": "Error", "exception.message": "odd" },
        },
      ],
    ]);
  });

  test("a status error alone is a failure of the type that an attribute tells", () => {
    const fail = (span: Span) => span.setStatus({ code: SpanStatusCode.ERROR, message: "slow down" });

    expect(recorded((span) => void fail(span)).exception).toBe("Error: slow down");
    expect(recorded((span) => void fail(span).setAttribute("error.type", "429"))).toMatchObject({
      exception: "429: slow down",
      error: { type: "429", message: "slow down" },
      attributes: { "error.type": "429" },
    });
    expect(recorded((span) => void fail(span), { attributes: { "error.type": "500" } }).error?.type).toBe("500");
  });

  test("what the status says beside the exception is kept", () => {
    const { exception, attributes } = recorded((span) => {
      span.recordException(new Error("refused"));
      span.setStatus({ code: SpanStatusCode.ERROR, message: "no connection" });
    });

    expect([exception, attributes]).toEqual(["Error: refused", { "otel.status_description": "no connection" }]);
  });

  test("ok is final, and unset is no news", () => {
    const statusAfter = (...codes: SpanStatusCode[]) =>
      recorded((span) => {
        for (const code of codes) span.setStatus({ code });
      }).status;

    const { ERROR, OK, UNSET } = SpanStatusCode;
    expect([statusAfter(ERROR, UNSET), statusAfter(ERROR, OK), statusAfter(OK, ERROR), statusAfter()]).toEqual([
      "error",
      "ok",
      "ok",
      "ok",
    ]);
  });

  test("an abort is a cancellation, in every form", () => {
    const aborts = [{ name: "AbortError", message: "stopped" }, AbortSignal.abort().reason];

    const statuses = aborts.map((abort) => recorded((span) => failWith(span, abort)).status);

    expect(statuses).toEqual(["cancelled", "cancelled"]);
  });

  test("whatever is recorded as an exception, it does no harm", () => {
    const hostile = new Proxy({}, { get: () => expect.unreachable(), getPrototypeOf: () => expect.unreachable() });
    const things = [hostile, undefined, null, 5, {}, { code: 7 }, Object.create(null)];

    const exceptions = things.map((thing) => recorded((span) => failWith(span, thing)).exception);

    expect(exceptions).toEqual(["Error: [unreadable]", "Error", "Error", "Error: 5", "Error", "7", "Error"]);
  });
});

test("a library that gives null where a link or a status belongs does no harm", () => {
  const memory = new InMemoryTelemetry();
  const span: Span = tracerProvider(memory).getTracer("").startSpan("x");
  const nothing = null as never;

  span
    .addLink(nothing)
    .addLink({} as never)
    .addLinks(nothing)
    .setStatus(nothing)
    .setStatus(undefined as never);
  span.end();

  expect(memory.spans()).toMatchObject([{ name: "x", status: "ok" }]);
});

test("after its end a span changes no more", () => {
  const memory = new InMemoryTelemetry();
  const span: Span = tracerProvider(memory).getTracer("").startSpan("x");
  span.end();
  const [before] = memory.spans();

  span.setAttribute("a", 1).addEvent("e").setStatus({ code: SpanStatusCode.ERROR });
  span.recordException(new Error("late"));
  span.end();

  expect(memory.spans()).toEqual([before]);
});
