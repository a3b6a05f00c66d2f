import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { namesIn } from "./recorded-in.ts";
import { runProgram } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const gentleEnds = ["natural end", "process.exit(0)", "uncaught throw", "unhandled rejection"];
const politeSignals = ["SIGTERM", "SIGINT"];
const ends = [...gentleEnds, ...politeSignals, "SIGKILL"];
const spans = ["ended", "open"];

/** What one program leaves behind. */
async function leftBehind(...[mode, span, end, signals = ""]: string[]) {
  const path = join(temporaryFolder(), "traces.jsonl");
  const ended = await runProgram("one-span.ts", path, mode ?? "", span ?? "", end ?? "", signals);
  return { ended, starts: namesIn(path, "span_start"), spans: namesIn(path) };
}

describe.concurrent("after each way a process can end", () => {
  for (const end of ends) {
    for (const span of spans) {
      test(`sync mode keeps a span that is ${span} at ${end}`, async () => {
        const { ended, ...kept } = await leftBehind("sync", span, end);

        expect(kept).toEqual({ starts: ["run"], spans: span === "ended" ? ["run"] : [] });
        expect(ended).toMatchObject(outcomeOf(end));
      });
    }
  }

  for (const end of gentleEnds) {
    for (const span of spans) {
      test(`buffered mode keeps a span that is ${span} at ${end}`, async () => {
        const { ended, ...kept } = await leftBehind("buffered", span, end);

        expect(kept).toEqual(span === "ended" ? { starts: [], spans: ["run"] } : { starts: ["run"], spans: [] });
        expect(ended).toMatchObject(outcomeOf(end));
      });
    }
  }

  for (const end of politeSignals) {
    for (const span of spans) {
      test(`buffered mode with signals keeps a span that is ${span} at ${end}, which still ends the process`, async () => {
        const { ended, ...kept } = await leftBehind("buffered", span, end, "signals");

        expect(kept).toEqual(span === "ended" ? { starts: [], spans: ["run"] } : { starts: ["run"], spans: [] });
        expect(ended).toMatchObject(outcomeOf(end));
      });
    }
  }

  for (const end of [...politeSignals, "SIGKILL"]) {
    test(`buffered mode loses what waits at ${end}, as its documentation says`, async () => {
      const { ended, ...kept } = await leftBehind("buffered", "ended", end);

      expect(kept).toEqual({ starts: [], spans: [] });
      expect(ended).toMatchObject(outcomeOf(end));
    });
  }
});

/** How the process must end: just as without telemetry. */
function outcomeOf(end: string): object {
  if (end.startsWith("SIG")) return { code: null, signal: end };
  if (end === "uncaught throw") return { code: 1, stderr: expect.stringContaining("nobody catches me") };
  if (end === "unhandled rejection") return { code: 1, stderr: expect.stringContaining("nobody handles me") };
  return { code: 0, signal: null, stderr: "" };
}
