/** A small scripted agent: two turns, two parallel tools, one of them failing and tried again, and a sub-agent. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Span, type Telemetry, withAttributes } from "@heddle/core";

const MODEL = "scripted-1";

/** What an agent is handed: one object to tell what it does. It knows nothing of where that goes. */
export async function answer(telemetry: Telemetry, question: string, userId: string): Promise<string> {
  return withAttributes({ user_id: userId, session_id: "demo" }, () =>
    run(telemetry, "supervisor", async () => {
      await turn(telemetry, 0, async () => {
        await callModel(telemetry, 812, 64);
        await Promise.all([
          useTool(telemetry, "search", () => sleep(30)),
          withRetry(telemetry, "weather", (attempt) => fetchWeather(attempt)),
        ]);
      });
      return turn(telemetry, 1, async () => {
        await useTool(telemetry, "delegate", () => writer(telemetry));
        await callModel(telemetry, 1_204, 171);
        return `${question} Take a coat.`;
      });
    }),
  );
}

/** The sub-agent: the same telemetry, so its run hangs below the tool call that started it. */
function writer(telemetry: Telemetry): Promise<void> {
  return run(telemetry, "writer", () => turn(telemetry, 0, () => callModel(telemetry, 233, 48)));
}

async function run<T>(telemetry: Telemetry, agent: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  return telemetry.trace("loom.run", { agent, architecture: "react" }, async () => {
    try {
      return await work();
    } finally {
      const duration = performance.now() - started;
      telemetry.emitMetric("loom.session.duration_ms", duration, { architecture: "react" });
    }
  });
}

function turn<T>(telemetry: Telemetry, number: number, work: () => Promise<T>): Promise<T> {
  return telemetry.trace("loom.turn", { turn: number }, work);
}

async function callModel(telemetry: Telemetry, tokensIn: number, tokensOut: number): Promise<void> {
  await telemetry.trace("loom.model.stream", { model: MODEL }, async (span) => {
    await sleep(120);
    span.event("first_token");
    await sleep(60);
    span.set({ tokens_in: tokensIn, tokens_out: tokensOut });
  });
  telemetry.emitMetric("loom.tokens.input", tokensIn, { model: MODEL });
  telemetry.emitMetric("loom.tokens.output", tokensOut, { model: MODEL });
  telemetry.emitMetric("loom.cost.usd", (tokensIn * 3 + tokensOut * 15) / 1_000_000, { model: MODEL });
}

/** A failed attempt stays visible, and the next one names it. */
async function withRetry(telemetry: Telemetry, tool: string, work: (attempt: number) => Promise<void>): Promise<void> {
  let failed: Span | undefined;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { span, ok } = await useTool(telemetry, tool, () => work(attempt), failed);
    if (ok) return;
    failed = span;
  }
}

async function useTool(
  telemetry: Telemetry,
  tool: string,
  work: () => Promise<void>,
  retryOf?: Span,
): Promise<{ span: Span; ok: boolean }> {
  const started = performance.now();
  return telemetry.trace("loom.tool", { tool }, async (span) => {
    if (retryOf) span.link(retryOf, "retry_of");
    let ok = true;
    try {
      await work();
    } catch (error) {
      ok = false;
      span.fail(error);
    }
    span.set({ ok });
    telemetry.emitMetric("loom.tool.duration_ms", performance.now() - started, { tool, ok });
    return { span, ok };
  });
}

async function fetchWeather(attempt: number): Promise<void> {
  await sleep(45);
  if (attempt === 1) throw new DOMException("the weather service did not answer", "TimeoutError");
}
