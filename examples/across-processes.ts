/** One trace over two processes: the span's `traceparent` travels with the request. */
import { spawnSync } from "node:child_process";
import { continueTrace, InMemoryTelemetry } from "@heddle/core";

const telemetry = new InMemoryTelemetry();

if (process.env.TRACEPARENT === undefined) {
  telemetry.trace("caller", {}, (span) => {
    const env = { ...process.env, TRACEPARENT: span.traceparent };
    const { stdout } = spawnSync(process.execPath, [...process.execArgv, import.meta.filename], {
      env,
      encoding: "utf8",
    });
    console.log(
      stdout.trim() === `${span.traceId} ${span.spanId}` ? "the same trace, below the caller's span" : stdout,
    );
  });
} else {
  continueTrace(process.env.TRACEPARENT, () => telemetry.trace("callee", {}, () => {}));
  const [span] = telemetry.spans();
  console.log(span?.traceId, span?.parentSpanId);
}

// Output:
// the same trace, below the caller's span
