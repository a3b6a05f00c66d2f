/** The tool that hands work to other agents. */
import type { Agent } from "./agent.ts";
import { type Tool, tool } from "./tool.ts";

/** Its run goes on inside of the call, for the same user and session. */
export function delegateTool(workers: Readonly<Record<string, Agent>>): Tool {
  const names = Object.keys(workers);
  return tool<{ worker: string; task: string }>({
    name: "delegate",
    description: `Hands a task to one of these workers, and gives back what it answers: ${names.join(", ")}.`,
    parameters: {
      type: "object",
      properties: { worker: { enum: names }, task: { type: "string" } },
      required: ["worker", "task"],
      additionalProperties: false,
    },
    async execute({ worker, task }, context) {
      return (await (workers[worker] as Agent).run(task, context)).output;
    },
  });
}
