/** A small agent that takes any Telemetry, and tells it everything. */
export { Agent, type AgentOptions } from "./agent.ts";
export type { AgentEvent, RunResult } from "./agent-event.ts";
export { type AiSdkLanguageModel, type AiSdkModelOptions, type AiSdkPart, aiSdkModel } from "./ai-sdk-model.ts";
export {
  type AuditEntry,
  type AuditEvent,
  type AuditProblem,
  type AuditReport,
  FileAuditLog,
  verifyAuditLog,
} from "./audit-log.ts";
export { type Budget, BudgetExceededError, type BudgetKind } from "./budget.ts";
export { FactMemory, type Memory, type MemoryOwner } from "./memory.ts";
export type {
  Message,
  Model,
  ModelChunk,
  ModelRequest,
  ToolCall,
  ToolDeclaration,
  Usage,
} from "./model.ts";
export type { RunOptions } from "./run-options.ts";
export { ScriptedModel, type ScriptedTurn } from "./scripted-model.ts";
export { type Tool, type ToolContext, type ToolOptions, tool } from "./tool.ts";
export { type Step, type StepContext, Workflow } from "./workflow.ts";
