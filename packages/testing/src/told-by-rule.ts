/** Says what the rules of a snapshot make of a value: of an attribute, a metric or a failure. */
import { patternText } from "./pattern-text.ts";
import type { AttributeMatcher, TraceTextOptions } from "./trace-text-options.ts";
import { mismatches } from "./value-pattern.ts";

/** What differs from machine to machine, from run to run, or is in the span's own line. */
const isLeftOut =
  /^(?:process|host|os|thread|code|telemetry)\.|^gen_ai\.response\.id$|^heddle\.span\.type$|^openinference\.span\.kind$/;

/** `""` for what is left out, `<any>` and the like for what is told in general; `undefined` where no rule says anything. */
export function toldByRule(name: string, value: unknown, options: TraceTextOptions): string | undefined {
  const { withoutAttributes = [], anyValue = [], oneOf = {} } = options;
  if (isLeftOut.test(name) || withoutAttributes.some((each) => isNamed(each, name))) return "";
  if (anyValue.some((each) => isNamed(each, name))) return "<any>";
  const others = Object.hasOwn(oneOf, name) ? (oneOf[name] as readonly unknown[]) : [];
  if (!others.some((each) => mismatches(name, value, each, "strict").length === 0)) return undefined;
  return `<${others.map((each) => patternText(each, Infinity)).join(" | ")}>`;
}

function isNamed(matcher: AttributeMatcher, name: string): boolean {
  return typeof matcher === "string" ? matcher === name : new RegExp(matcher).test(name);
}
