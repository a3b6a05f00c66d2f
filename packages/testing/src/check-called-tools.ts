/** Checks which tools a run has called, and with what. */
import { inputOf, outputOf, type TraceSpan, type TraceStatus, toolNameOf } from "@heddle/reader";
import { checkKeys } from "./check-keys.ts";
import { type InOrder, listed, MOST_NEAREST, orderTexts, readOrder } from "./check-spans.ts";
import { failureReport, Marks, type Verdict } from "./failure-report.ts";
import { matchLists } from "./match-lists.ts";
import { likeness } from "./nearest.ts";
import { patternText } from "./pattern-text.ts";
import type { Evidence } from "./recorded-run.ts";
import {
  isTextPattern,
  type Mismatch,
  mismatches,
  mismatchText,
  type Strictness,
  type TextPattern,
} from "./value-pattern.ts";

/** What must hold of a call. What is left out may be anything. */
export interface ToolCallPattern {
  readonly name: TextPattern;
  readonly arguments?: unknown;
  /** What the tool gave. Objects may have more keys. */
  readonly result?: unknown;
  readonly status?: TraceStatus;
}

/** A call by the tool's name, or by what must hold of it. */
export type ToolCallMatcher = TextPattern | ToolCallPattern;

/** How calls are compared. */
export interface CalledToolsOptions extends InOrder {
  /** `strict`, the default: the arguments are these and no others. `subset`: objects may have more keys. */
  readonly arguments?: Strictness;
}

const keys = ["name", "arguments", "result", "status"];

/** That the tools called in `evidence` are `calls`, as a tree lists them. */
export function checkCalledTools(
  evidence: Evidence,
  who: string,
  calls: readonly ToolCallMatcher[],
  options: CalledToolsOptions = {},
): Verdict {
  if (!Array.isArray(calls)) throw new TypeError(`${who}: ${patternText(calls)} is no list; give one of tools`);
  const order = readOrder(options, who, ["arguments"]);
  const strictness = readStrictness(options, who);
  const patterns = calls.map((call) => readCall(call, who));
  const tools = evidence.spans.filter(({ type }) => type === "tool");
  const compare = (e: number, a: number) => {
    return callMismatches(patterns[e] as ToolCallPattern, tools[a] as TraceSpan, strictness);
  };
  const { found, missing, extra, pass } = matchLists(patterns.length, tools.length, order, (e, a) => {
    return compare(e, a).length === 0;
  });
  const message = () => {
    const marks = new Marks();
    const left = [...tools.keys()].filter((at) => !found.includes(at));
    const near = new Map(missing.slice(0, MOST_NEAREST).map((e) => [e, nearest(left, (a) => compare(e, a))]));
    const close = new Set([...near.values()].map((each) => each?.at));
    for (const at of extra) if (!close.has(at)) marks.add((tools[at] as TraceSpan).record.spanId, "not expected");
    for (const [e, each] of near) {
      if (each === undefined) continue;
      const { wrong, at } = each;
      const text = wrong.length === 0 ? "at another place" : wrong.map(mismatchText).join("; ");
      marks.add((tools[at] as TraceSpan).record.spanId, `nearest to ${e + 1}: ${text}`);
    }
    const headline = `expected ${pass ? "anything but " : ""}these calls of tools, ${orderTexts[order]}:`;
    return failureReport([headline, ...listed(patterns.map(callText), missing)].join("\n"), evidence, marks.notes);
  };
  return { pass, message };
}

function readStrictness(options: CalledToolsOptions, who: string): Strictness {
  const { arguments: strictness = "strict" } = options;
  if (strictness === "strict" || strictness === "subset") return strictness;
  throw new TypeError(`${who}: arguments is ${patternText(strictness)}; give "strict" or "subset"`);
}

function readCall(call: ToolCallMatcher, who: string): ToolCallPattern {
  if (isTextPattern(call)) return { name: call };
  checkKeys(call, keys, who);
  if (call.name !== undefined) return call;
  throw new TypeError(`${who}: ${patternText(call)} has no name; give that of the tool`);
}

function callMismatches(pattern: ToolCallPattern, { record, status }: TraceSpan, strictness: Strictness): Mismatch[] {
  const { attributes } = record;
  const wrong = mismatches("tool", toolNameOf(record), pattern.name, "strict");
  if (Object.hasOwn(pattern, "arguments"))
    wrong.push(...mismatches("arguments", inputOf(attributes)?.value, pattern.arguments, strictness));
  if (Object.hasOwn(pattern, "result"))
    wrong.push(...mismatches("result", outputOf(attributes)?.value, pattern.result, "subset"));
  if (pattern.status !== undefined) wrong.push(...mismatches("status", status, pattern.status, "strict"));
  return wrong;
}

interface NearCall {
  readonly at: number;
  readonly wrong: readonly Mismatch[];
}

/** Of the calls of the same tool, or of one that is called nearly so, that with the fewest mismatches. */
function nearest(places: readonly number[], compare: (at: number) => readonly Mismatch[]): NearCall | undefined {
  const calls = places.map((at) => ({ at, wrong: compare(at) }));
  const alike = calls.filter(({ wrong }) =>
    wrong.every(({ path, actual, expected }) => {
      return path !== "tool" || (typeof expected === "string" && likeness(String(actual), expected) > 0.5);
    }),
  );
  return alike.sort((a, b) => a.wrong.length - b.wrong.length)[0];
}

/** `search({ q: "tea" })` */
function callText({ name, ...rest }: ToolCallPattern): string {
  const others = Object.entries(rest).filter(([key]) => key !== "arguments");
  const text = typeof name === "string" ? name : patternText(name);
  const given = Object.hasOwn(rest, "arguments") ? `(${patternText(rest.arguments)})` : "";
  return `${text}${given}${others.length === 0 ? "" : ` ${patternText(Object.fromEntries(others))}`}`;
}
