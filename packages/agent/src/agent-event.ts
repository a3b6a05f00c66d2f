/** What a run tells while it goes on. */
import type { ToolCall } from "./model.ts";

/** What `stream` gives, in the order it happens; `done` comes last. */
export type AgentEvent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_call"; readonly call: ToolCall }
  | { readonly type: "tool_result"; readonly call: ToolCall; readonly content: string; readonly isError: boolean }
  | { readonly type: "done"; readonly result: RunResult };

/** Tells whoever listens, if anybody does: resolves when the event is taken. */
export type Emit = (event: AgentEvent) => Promise<void> | undefined;

/** What came of a run. */
export interface RunResult {
  /** The model's last text. */
  readonly output: string;
  /** `max_turns` and `budget_exceeded`: it was stopped, and `output` is what there was. */
  readonly stopReason: "done" | "max_turns" | "budget_exceeded";
  readonly turns: number;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly costUsd: number };
  readonly sessionId: string;
}
