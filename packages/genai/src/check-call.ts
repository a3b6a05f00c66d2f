/** Refuses calls of span functions that can mean nothing: there are programs without types. */
import { textOf } from "@heddle/core/bridge";
import { isObject } from "./look.ts";

/** Throws a TypeError for options that are none, or a telemetry that is none. `caller` is the type of span. */
export function checkOptions(caller: string, options: unknown): void {
  if (!isObject(options)) refuse(caller, "options are", options, "give an object, {} for none");
  const { telemetry } = options;
  if (telemetry !== undefined && typeof (telemetry as { trace?: unknown } | null)?.trace !== "function") {
    refuse(caller, "telemetry is", telemetry, "give an object with trace() and emitMetric(), or tell configure()");
  }
}

/** Throws a TypeError for work that is no function. */
export function checkWork(caller: string, work: unknown): void {
  if (typeof work !== "function") refuse(caller, "the work is", work, "give a name, options and a function");
}

function refuse(caller: string, what: string, given: unknown, fix: string): never {
  const text = typeof given === "string" ? JSON.stringify(given) : textOf(given).slice(0, 60);
  throw new TypeError(`${caller}: ${what} ${text}; ${fix}`);
}
