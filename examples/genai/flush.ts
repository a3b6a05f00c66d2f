/** Nothing is lost at the end: `flush()` waits for what is under way, and `health()` says what became of each record. */
import { FileTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";

{
  await using telemetry = new FileTelemetry("traces.jsonl", { mode: "buffered" });
  configure({ telemetry });

  await agent("support", {}, async () => "done");
  await telemetry.flush({ timeoutMs: 30_000 });

  for (const { sink, written, pending, dropped } of telemetry.health().sinks) {
    console.log(sink, { written, pending, dropped });
  }
  // The end of the block flushes and closes it; so does the end of the process.
}

// Output:
// file { written: 1, pending: 0, dropped: 0 }
