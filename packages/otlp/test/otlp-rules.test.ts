import type { JsonObject, JsonValue, Member, Sink, SpanRecord } from "@heddle/core";
import { type OtlpOptions, OtlpTelemetry } from "@heddle/otlp";
import { type SinkSubject, sinkRules, type TelemetrySubject, telemetryRules } from "@heddle/testing";
import { describe, test } from "vitest";
import { Receiver } from "./receiver.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const options: OtlpOptions = {
  captureContent: true,
  temporality: "delta",
  retry: { firstMs: 10, maxMs: 100 },
  // What a test leaves behind is nobody's loss; rules that look for failures listen themselves.
  onSinkError: () => {},
};

/** Heddle's telemetries know each other by this symbol, whichever copy of the package they are of. */
const ACCESS: unique symbol = Symbol.for("heddle.recorder/1");

function sinkOf(telemetry: Member): Sink {
  const { deliveries } = (telemetry as unknown as { [ACCESS]: { deliveries: [{ sink: Sink }] } })[ACCESS];
  return deliveries[0].sink;
}

/** Structures arrive as JSON text. */
const restored = (attributes: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, structureOf(value)]));

function structureOf(value: JsonValue): JsonValue {
  try {
    return typeof value === "string" && /^[[{]/.test(value) ? (JSON.parse(value) as JsonValue) : value;
  } catch {
    return value;
  }
}

const spansAt = (receiver: Receiver): SpanRecord[] =>
  receiver.spans().map(({ attributes, events, links, ...span }) => ({
    ...span,
    attributes: restored(attributes),
    ...(events && { events: events.map((event) => ({ ...event, attributes: restored(event.attributes) })) }),
    ...(links && {
      links: links.map(({ attributes, ...link }) => ({
        ...link,
        ...(attributes && { attributes: restored(attributes) }),
      })),
    }),
  }));

/** `sink` for spans alone: metrics with the same attributes arrive added up, so that they cannot be counted. */
function spansOf(sink: Sink): Sink {
  let dropped = 0;
  return {
    ...sink,
    write(record) {
      if (record.kind === "span") sink.write(record);
      else dropped++;
    },
    flush: (flushOptions) => sink.flush?.(flushOptions) ?? Promise.resolve(),
    reportTo: (report) => sink.reportTo?.(report),
    health: () => ({ ...sink.health?.(), dropped }),
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose]?.() ?? Promise.resolve(),
  };
}

/** A telemetry to a receiver of its own, and the way to give up both. */
async function opened(options: OtlpOptions) {
  const receiver = await Receiver.start();
  const telemetry = new OtlpTelemetry({ url: receiver.url, ...options });
  const close = async () => {
    await telemetry.shutdown({ timeoutMs: 1 });
    await receiver.kill();
  };
  // The machine may be busy, and a spool has a thread to start.
  return { receiver, telemetry, close, patienceMs: 50_000 };
}

async function spansOnly(options: OtlpOptions): Promise<SinkSubject> {
  const { receiver, telemetry, ...rest } = await opened(options);
  return {
    sink: spansOf(sinkOf(telemetry)),
    keeps: "span",
    written: () => spansAt(receiver),
    breakDown: () => receiver.kill(),
    ...rest,
  };
}

async function whole(options: OtlpOptions): Promise<SinkSubject> {
  const { receiver, telemetry, ...rest } = await opened(options);
  const names = () => [...receiver.spans(), ...receiver.metrics()].map(({ kind, name }) => ({ kind, name }));
  return { sink: sinkOf(telemetry), written: names, ...rest };
}

/** Those that count metrics. */
const countingRules = new Set([
  "what health counts as written is what has arrived",
  "100,000 records in one tick arrive or are counted",
]);

async function telemetry(options: OtlpOptions): Promise<TelemetrySubject> {
  const { receiver, ...rest } = await opened(options);
  return { spans: () => spansAt(receiver), ...rest };
}

const kinds: [string, () => OtlpOptions][] = [
  ["OtlpTelemetry", () => options],
  ["OtlpTelemetry with a spool", () => ({ ...options, spool: temporaryFolder() })],
];

describe.each(kinds)("the sink of %s keeps the rule, for spans, that", (_, make) => {
  for (const rule of sinkRules) {
    test(rule.name, (context) => rule.check(() => spansOnly(make()), context));
  }
});

describe("the sink of OtlpTelemetry keeps the rule that", () => {
  for (const rule of sinkRules.filter(({ name }) => !countingRules.has(name))) {
    test(rule.name, (context) => rule.check(() => whole(options), context));
  }
});

describe.each(kinds)("%s keeps the rule that", (_, make) => {
  for (const rule of telemetryRules) {
    test(rule.name, (context) => rule.check(() => telemetry(make()), context));
  }
});
