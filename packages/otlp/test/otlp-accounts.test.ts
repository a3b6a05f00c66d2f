import type { RecordCounts } from "@heddle/core";
import { type OtlpProtocol, OtlpTelemetry } from "@heddle/otlp";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Answer, Receiver } from "./receiver.ts";

const inHttp = {
  taken: "ok",
  cut: "close",
  partly: { rejected: 1, message: "too old" },
  later: { status: 503 },
  soon: { status: 429, headers: { "retry-after": "0" } },
  never: { status: 400 },
  tooLarge: { status: 413 },
} satisfies Record<string, Answer>;

const inGrpc: Record<keyof typeof inHttp, Answer> = {
  taken: "ok",
  cut: "close",
  partly: { rejected: 1, message: "too old" },
  later: { code: 14, text: "" },
  soon: { code: 14, text: "", trailers: { "grpc-retry-pushback-ms": "0" } },
  never: { code: 3, text: "" },
  tooLarge: { code: 8, text: "larger than max" },
};

const protocols = ["http/protobuf", "http/json", "grpc"] as const;
const anyAnswers = fc.array(fc.constantFrom(...(Object.keys(inHttp) as (keyof typeof inHttp)[])), { maxLength: 15 });
/** How many spans come at once, and whether somebody waits for them. */
const anyRounds = fc.array(fc.record({ spans: fc.integer({ min: 1, max: 12 }), isFlushed: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});

test("whatever the backend answers, what counts as written has arrived, and the rest is accounted for", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...protocols), anyAnswers, anyRounds, async (protocol, answers, rounds) => {
      const receiver = await Receiver.start(protocol);
      const left = answers.map((name) => (protocol === "grpc" ? inGrpc : inHttp)[name]);
      receiver.answer = () => left.shift() ?? "ok";
      const telemetry = telemetryTo(receiver.url, protocol);

      for (const { spans, isFlushed } of rounds) {
        for (let index = 0; index < spans; index++) telemetry.trace("step", {}, () => {});
        expectBalanced(telemetry);
        if (isFlushed) await telemetry.flush();
        expectBalanced(telemetry);
      }
      await telemetry.shutdown();
      await receiver.kill();

      const { taken, written, pending } = expectBalanced(telemetry);
      expect(taken).toBe(rounds.reduce((sum, { spans }) => sum + spans, 0));
      expect(pending).toBe(0);
      const arrived = new Set(receiver.spans().map(({ spanId }) => spanId)).size;
      // A connection that is cut may take the answer to another request along, which is made again and may then be refused.
      expect(written).toBeLessThanOrEqual(arrived);
      if (!answers.includes("cut")) expect(written).toBe(arrived);
    }),
    { numRuns: 60 },
  );
});

function telemetryTo(url: string, protocol: OtlpProtocol): OtlpTelemetry {
  const batch = { intervalMs: 1, maxSpans: 5 };
  return new OtlpTelemetry({ url, protocol, batch, retry: { firstMs: 1, maxMs: 4 }, onSinkError: () => {} });
}

function expectBalanced(telemetry: OtlpTelemetry): RecordCounts {
  const counts = telemetry.health().sinks[0] as RecordCounts;
  const { taken, written, dropped, failed, pending } = counts;
  expect(written + dropped + failed + pending).toBe(taken);
  for (const count of [written, dropped, failed, pending]) expect(count).toBeGreaterThanOrEqual(0);
  return counts;
}
