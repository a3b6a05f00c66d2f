/** A conversation of several runs. */
import { withAttributes } from "@heddle/core";
import { names } from "../names.ts";
import { checkOptions, checkWork } from "./check-call.ts";

/** Whose conversation it is. */
export interface SessionOptions {
  readonly userId?: string;
}

/**
 * Runs `work` so that every span inside belongs to the conversation `id`, across traces: `session.id` and `gen_ai.conversation.id`,
 * and `user.id` where that is given. Throws a TypeError for options or work that is none.
 */
export function session<T>(id: string, options: SessionOptions, work: () => T): T {
  checkOptions("session", options);
  checkWork("session", work);
  const { userId } = options;
  return withAttributes({ [names.sessionId]: id, [names.conversationId]: id, [names.userId]: userId }, work);
}
