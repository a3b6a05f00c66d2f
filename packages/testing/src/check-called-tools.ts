/** Checks which tools a run has called, and with what. */
import { inputOf, outputOf, type TraceSpan, type TraceStatus, toolNameOf } from "@heddle/reader";
import { checkList, checkOneOf, checkPattern, checkText } from "./check-given.ts";
import { type InOrder, listed, orderTexts, readOrder } from "./check-spans.ts";
import { failureReport, Marks, type Verdict } from "./failure-report.ts";
import { markLists } from "./mark-lists.ts";
import { matchLists } from "./match-lists.ts";
import { patternText } from "./pattern-text.ts";
import type { Evidence } from "./recorded-run.ts";
import { statuses } from "./span-pattern.ts";
import { isTextPattern, type Mismatch, mismatches, type Strictness, type TextPattern } from "./value-pattern.ts";

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
  /**
   * `strict`, the default: the arguments are these and no others. `subset`: objects may have more keys.
   * `unordered`: these and no others, but lists in them may be in any order.
   */
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
  checkList(calls, "a list of tools", `${who}: what is expected`);
  const order = readOrder(options, who, ["arguments"]);
  const { arguments: strictness = "strict" } = options;
  checkOneOf(strictness, ["strict", "subset", "unordered"], `${who}: arguments`);
  const patterns = calls.map((call) => readCall(call, who));
  const tools = evidence.spans.filter(({ type }) => type === "tool");
  const compare = (pattern: ToolCallPattern, tool: TraceSpan) => callMismatches(pattern, tool, strictness);
  const match = matchLists(patterns.length, tools.length, order, (e, a) => {
    return compare(patterns[e] as ToolCallPattern, tools[a] as TraceSpan).length === 0;
  });
  const message = () => {
    const marks = new Marks();
    markLists(marks, match, patterns, tools, compare);
    const headline = `expected ${match.pass ? "anything but " : ""}these calls of tools, ${orderTexts[order]}:`;
    const list = listed(patterns.map(callText), match.missing);
    return failureReport([headline, ...list].join("\n"), evidence, marks.notes);
  };
  return { pass: match.pass, message };
}

function readCall(call: ToolCallMatcher, who: string): ToolCallPattern {
  if (isTextPattern(call)) return { name: call };
  checkPattern(call, keys, who, "call", '{ name: "search", arguments: {} }');
  checkText(call.name, `${who}: the name in ${patternText(call)}`);
  if (call.status !== undefined) checkOneOf(call.status, statuses, `${who}: status`);
  return call;
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

/** `search({ q: "tea" })` */
function callText({ name, ...rest }: ToolCallPattern): string {
  const others = Object.entries(rest).filter(([key]) => key !== "arguments");
  const text = typeof name === "string" ? name : patternText(name);
  const given = Object.hasOwn(rest, "arguments") ? `(${patternText(rest.arguments)})` : "";
  return `${text}${given}${others.length === 0 ? "" : ` ${patternText(Object.fromEntries(others))}`}`;
}
