/** Whose run it is, an agent's or a workflow's, and when it is called off. */
import { randomUUID } from "node:crypto";
import { mistake } from "./mistake.ts";

/** Whose run it is, and when it is called off. */
export interface RunOptions {
  readonly userId?: string;
  /** A new one unless given. */
  readonly sessionId?: string;
  readonly signal?: AbortSignal;
}

/** The same, with the session's id. */
export type Owner = RunOptions & { readonly sessionId: string };

/** Throws a TypeError for an id that is empty or no text, and for a signal that is none. */
export function ownerOf(options: RunOptions): Owner {
  const { sessionId = `run_${randomUUID()}`, userId, signal } = options;
  for (const [name, id] of [["sessionId", sessionId] as const, ["userId", userId] as const]) {
    const isWrong = id !== undefined && (typeof id !== "string" || id === "");
    if (isWrong) throw mistake(`run: ${name}`, id, "give text, or leave it out");
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw mistake("run: signal", signal, "give an AbortSignal, or leave it out");
  }
  return { sessionId, ...(userId !== undefined && { userId }), ...(signal && { signal }) };
}
