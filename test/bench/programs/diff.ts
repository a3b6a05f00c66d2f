/** A program: compares two runs. Its argument is a DiffJob; it prints one line, a Result. */
import { InMemoryTelemetry } from "@heddle/core";
import { buildTraces, diffTraces, type Trace } from "@heddle/reader";
import type { Result } from "../result.ts";
import { llmAttributes, toolAttributes } from "../shapes.ts";
import { type Duration, timedRepeats } from "../timed-repeats.ts";

export interface DiffJob extends Duration {
  /** In each of the runs, about. */
  readonly spans: number;
}

const job = JSON.parse(String(process.argv[2])) as DiffJob;
const turns = Math.ceil((job.spans - 1) / 3);
const before = runOf(turns, () => false);
const after = runOf(turns, (turn) => turn % 100 === 99);
const expected = Math.floor(turns / 100);
const { ns, mainNs } = await timedRepeats(() => {}, compare, job);
console.log(JSON.stringify({ ns, mainNs } satisfies Result));

function compare(): void {
  const { differences } = diffTraces(before, after);
  if (differences.length < expected) throw new Error(`${differences.length} differences, not ${expected}`);
}

/** `isOther`: in which turns the tool is asked for something else. */
function runOf(turns: number, isOther: (turn: number) => boolean): Trace {
  const memory = new InMemoryTelemetry({ limit: 4 * turns });
  memory.trace("agent.run", {}, () => {
    for (let turn = 0; turn < turns; turn++) {
      memory.trace("llm.call", llmAttributes(turn), () => turn);
      const query = isOther(turn) ? "coats" : "weather";
      memory.trace("tool.call", { ...toolAttributes(0), "gen_ai.tool.call.arguments": `{"q":"${query}"}` }, () => {
        memory.trace("http.request", { "http.request.method": "GET" }, () => turn);
      });
    }
  });
  return buildTraces(memory.spans())[0] as Trace;
}
