/** What can be wrong with an agent, said where it is made and not in its first run. */
import type { AgentOptions } from "./agent.ts";
import { mistake } from "./mistake.ts";
import type { Tool } from "./tool.ts";

/** Throws a TypeError. `tools`: all of them, `delegate` included. */
export function checkAgent(instructions: string, options: AgentOptions, tools: readonly Tool[]): void {
  const { model, memory, captureContent, budget = {}, maxTurns = 10, maxRetries = 2, now } = options;
  const aiSdk = "one with stream(): aiSdkModel() makes it of one of the AI SDK";
  const names = tools.map((tool) => tool?.name);
  must(typeof instructions === "string", "instructions", instructions, "text");
  must(isFunction(model?.stream), "model", model, aiSdk);
  must(!memory || (isFunction(memory.recall) && isFunction(memory.extract)), "memory", memory, "recall and extract");
  const isBoolean = captureContent === undefined || typeof captureContent === "boolean";
  must(isBoolean, "captureContent", captureContent, "true or false");
  for (const [n, tool] of tools.entries()) {
    must(isFunction(tool?.call), `tools[${n}]`, tool, "what tool() returns");
    must(names.indexOf(tool.name) === n, `tools[${n}].name`, tool.name, "a name that no other tool has");
  }
  must(typeof budget === "object" && budget !== null, "budget", budget, "an object");
  for (const [name, limit = 0] of Object.entries(budget)) {
    must(isFrom(0, limit), `budget.${name}`, limit, "a number from 0");
  }
  must(isFrom(1, maxTurns), "maxTurns", maxTurns, "a number from 1");
  must(isFrom(0, maxRetries), "maxRetries", maxRetries, "a number from 0");
  must(now === undefined || isFunction(now), "now", now, "a function");
}

function must(isRight: boolean, name: string, value: unknown, fix: string): void {
  if (!isRight) throw mistake(`Agent: ${name}`, value, `give ${fix}`);
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function isFrom(least: number, value: unknown): boolean {
  return typeof value === "number" && value >= least;
}
