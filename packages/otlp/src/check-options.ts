/** Finds mistakes in options that would otherwise pass unnoticed: what the types say, for those who have none. */
import { wrong } from "./given.ts";
import type { OtlpOptions } from "./otlp-options.ts";

const objects = ["headers", "resource", "tls", "batch", "retry"] as const;

/** Throws a TypeError for an option of another type, and for one that another one makes void. */
export function checkOptions(options: OtlpOptions): void {
  if (!isPlain(options))
    throw wrong({ name: "OtlpTelemetry: options", value: options }, 'an object such as { url: "…" }');
  const { captureContent, signals, service, fetch, agent, tls } = options;
  for (const name of objects) checkObject(name, options[name]);
  check("captureContent", captureContent, (value) => typeof value === "boolean", "true or false");
  check("signals", signals, (value) => typeof value === "boolean", "true or false");
  check("service", service, (value) => typeof value === "string", "a text");
  check("fetch", fetch, (value) => typeof value === "function", "a function such as fetch");
  check("agent", agent, (value) => typeof value === "object" && value !== null, "an agent of node:http or node:https");
  if (fetch && agent) throw new TypeError("OtlpTelemetry: fetch and agent are given; leave out one of them");
  const way = (fetch && "fetch") ?? (agent && "agent");
  if (tls && way) throw new TypeError(`OtlpTelemetry: tls and ${way} are given; give the certificates to the ${way}`);
}

/** The value may be a secret, and is not quoted. */
function checkObject(name: string, value: unknown): void {
  if (value === undefined || isPlain(value)) return;
  throw new TypeError(`OtlpTelemetry: ${name} is ${tagOf(value)}; give an object`);
}

function check(name: string, value: unknown, isFit: (value: unknown) => boolean, expected: string): void {
  if (value !== undefined && !isFit(value)) throw wrong({ name: `OtlpTelemetry: ${name}`, value }, expected);
}

/** Not a Map, a Headers or a list: their entries are no members. */
function isPlain(value: unknown): boolean {
  return tagOf(value) === "[object Object]";
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}
