/** What can be wrong with an agent, said where it is made and not in its first run. */
import type { AgentOptions } from "./agent.ts";
import { mistake } from "./mistake.ts";
import type { Tool } from "./tool.ts";

/** Throws a TypeError. `tools`: all of them, `delegate` included. */
export function checkAgent(instructions: string, options: AgentOptions, tools: readonly Tool[]): void {
  const { model, memory, budget = {}, maxTurns = 10, maxRetries = 2, now } = options;
  const mustBe = (isRight: boolean, name: string, value: unknown, fix: string) => {
    if (!isRight) throw mistake(`Agent: ${name}`, value, `give ${fix}`);
  };
  const mustBeLimit = (name: string, value: unknown, least: number) => {
    mustBe(typeof value === "number" && value >= least, name, value, `a number from ${least}`);
  };
  mustBe(typeof instructions === "string", "instructions", instructions, "text");
  mustBe(
    isFunction(model?.stream),
    "model",
    model,
    "one with stream(); one of the AI SDK needs aiSdkModel() around it",
  );
  for (const [n, tool] of tools.entries()) {
    mustBe(isFunction(tool?.call), `tools[${n}]`, tool, "what tool() returns");
    const isFirst = tools.findIndex(({ name }) => name === tool.name) === n;
    mustBe(isFirst, `tools[${n}].name`, tool.name, "a name that no other tool has");
  }
  mustBe(!memory || (isFunction(memory.recall) && isFunction(memory.extract)), "memory", memory, "recall and extract");
  mustBe(typeof budget === "object" && budget !== null, "budget", budget, "an object, or leave it out");
  for (const [name, value] of Object.entries(budget)) if (value !== undefined) mustBeLimit(`budget.${name}`, value, 0);
  mustBeLimit("maxTurns", maxTurns, 1);
  mustBeLimit("maxRetries", maxRetries, 0);
  mustBe(now === undefined || isFunction(now), "now", now, "a function");
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
