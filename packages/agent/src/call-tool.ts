/** Runs one call of a tool: what goes wrong in it is told to the model, and stands on its span. */
import { describeFailure } from "@heddle/core/bridge";
import type { Message, ToolCall } from "./model.ts";
import { msSince } from "./ms-since.ts";
import type { Run } from "./run.ts";

type ToolMessage = Extract<Message, { role: "tool" }>;

/** Resolves with the message for the model; rejects only when the run is over. */
export async function callTool(run: Run, call: ToolCall): Promise<ToolMessage> {
  const { observer, signal, aborted, now, captureContent } = run;
  const worker = workerOf(call);
  const given = captureContent ? { "gen_ai.tool.call.arguments": call.arguments } : {};
  const attributes = { tool: call.name, ...(worker !== undefined && { worker }), call_id: call.id, ...given };
  const startedAt = now();
  const message = await observer.span("loom.tool", attributes, async (span): Promise<ToolMessage> => {
    let ok = false;
    try {
      const result = await Promise.race([execute(run, call), aborted]);
      const content = typeof result === "string" ? result : (JSON.stringify(result) ?? "");
      if (captureContent) span.set({ "gen_ai.tool.call.result": toldResult(result, content) });
      ok = true;
      return { role: "tool", call, content, isError: false };
    } catch (error) {
      signal.throwIfAborted();
      span.fail(error);
      return { role: "tool", call, content: describeFailure(error).message, isError: true };
    } finally {
      const durationMs = msSince(startedAt, now);
      span.set({ ok, duration_ms: durationMs });
      observer.metric("loom.tool.duration_ms", durationMs, { tool: call.name, ok });
    }
  });
  const { content, isError } = message;
  const taken = run.emit({ type: "tool_result", call, content, isError });
  if (taken !== undefined) await Promise.race([taken, aborted]);
  return message;
}

/** What the model is told of a result, so that a replay can tell the same: of a map or NaN, what JSON makes of it. */
function toldResult(result: unknown, content: string): unknown {
  if (typeof result === "string") return result;
  const told: unknown = content === "" ? undefined : JSON.parse(content);
  return told === null || typeof told === "string" ? content : told;
}

async function execute({ tools, owner, signal }: Run, { id, name, arguments: given }: ToolCall): Promise<unknown> {
  signal.throwIfAborted();
  const found = tools.find((tool) => tool.name === name);
  if (found !== undefined) return await found.call(given, { ...owner, signal, callId: id });
  const names = tools.map((tool) => tool.name).join(", ");
  throw new TypeError(`there is no tool ${JSON.stringify(name)}; there is ${names || "none"}`);
}

/** Delegating is a tool like any other; its span also says to whom. */
function workerOf({ name, arguments: given }: ToolCall): string | undefined {
  const worker = name === "delegate" ? (given as { worker?: unknown } | null)?.worker : undefined;
  return typeof worker === "string" ? worker : undefined;
}
