/** Makes a recording of agents' runs, to have something to read. */
import { FileTelemetry } from "@heddle/core";
import { agentAttributes, httpAttributes, llmAttributes, toolAttributes } from "./shapes.ts";

export interface MadeRun {
  readonly path: string;
  /** Runs, of `turns` turns each: `1 + 3 * turns` spans. */
  readonly runs: number;
  readonly turns: number;
  /** Characters of what the model is asked, in each turn. */
  readonly promptLength?: number;
}

/** Gives the trace id of the run in the middle. */
export async function makeRun({ path, runs, turns, promptLength = 200 }: MadeRun): Promise<string> {
  const telemetry = new FileTelemetry(path, { mode: "buffered" });
  const prompt = "Should I take a coat to Oslo? ".repeat(Math.ceil(promptLength / 30)).slice(0, promptLength);
  let middle = "";
  for (let i = 0; i < runs; i++) {
    telemetry.trace("agent.run", agentAttributes(i), (run) => {
      if (i === runs >> 1) middle = run.traceId;
      for (let turn = 0; turn < turns; turn++) oneTurn(telemetry, turn, prompt);
    });
    if (i % 50 === 49) await telemetry.flush();
  }
  await telemetry[Symbol.asyncDispose]();
  return middle;
}

function oneTurn(telemetry: FileTelemetry, turn: number, prompt: string): void {
  telemetry.trace("llm.call", { ...llmAttributes(turn), "gen_ai.input.messages": prompt }, () => turn);
  telemetry.trace("tool.call", toolAttributes(turn), () => {
    telemetry.trace("http.request", httpAttributes(turn), () => turn);
  });
}
