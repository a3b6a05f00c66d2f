/** Refuses calls of span functions that can mean nothing: there are programs without types. */
import { textOf } from "@heddle/core/bridge";
import { isObject } from "../reading/look.ts";

/** Throws a TypeError for options, a telemetry or a capture that are none. `caller` is the type of span. */
export function checkOptions(caller: string, options: unknown): void {
  if (!isObject(options)) refuse(caller, "options are", options, "give an object, {} for none");
  const { telemetry, capture } = options;
  if (telemetry !== undefined && typeof (telemetry as { trace?: unknown } | null)?.trace !== "function") {
    refuse(caller, "telemetry is", telemetry, "give an object with trace() and emitMetric(), or tell configure()");
  }
  checkCapture(caller, capture);
}

/** Throws a TypeError for a capture that is none: taken as nothing said, it would keep what it was to leave out. */
export function checkCapture(caller: string, capture: unknown): void {
  if (capture === undefined) return;
  if (!isObject(capture)) refuse(caller, "capture is", capture, "give { input: false, output: false } to keep neither");
  for (const side of ["input", "output"]) {
    const keeps = capture[side];
    if (keeps !== undefined && typeof keeps !== "boolean") {
      refuse(caller, `capture.${side} is`, keeps, "give true or false");
    }
  }
}

/** Throws a TypeError for work that is no function: most often the options before it are missing. */
export function checkWork(caller: string, work: unknown): void {
  if (typeof work !== "function") refuse(caller, "the work is", work, "give options, {} for none, and then a function");
}

/** Throws a TypeError for what is no list of functions. `what` is one of them: "a branch". */
export function checkFunctions(caller: string, what: string, given: unknown): void {
  const isList = Array.isArray(given);
  if (isList && given.every((each) => typeof each === "function")) return;
  const wrong = isList ? given.find((each) => typeof each !== "function") : given;
  refuse(caller, `${what} is`, wrong, "give a list of functions, which start the work when they are called");
}

function refuse(caller: string, what: string, given: unknown, fix: string): never {
  const text = typeof given === "string" ? JSON.stringify(given) : textOf(given).slice(0, 60);
  throw new TypeError(`${caller}: ${what} ${text}; ${fix}`);
}
