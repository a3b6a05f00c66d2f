/** Tells in a few lines what came of many runs. */
import { describeFailure, escapeText } from "@heddle/core/bridge";
import type { Branch } from "@heddle/reader";
import { patternText } from "./pattern-text.ts";
import type { RepeatReport } from "./repeat.ts";

const MAX_FAILURES = 5;
const MAX_STEPS = 10;
const MAX_LENGTH = 160;

/** How many runs passed, where they part, which steps vary, and the first failures. `excuse`: why it is in quarantine, if it is. */
export function repeatSummary(
  report: Omit<RepeatReport, "summary">,
  atLeast: number | undefined,
  excuse: string | undefined,
): string {
  const {
    name,
    runs,
    planned,
    passed,
    passRate,
    passInterval: { low, high },
    verdict,
  } = report;
  const outcome = verdict === "quarantined" ? ": it does not fail." : ", and has not failed.";
  const expected = atLeast === undefined ? "" : `; expected at least ${percent(atLeast)}`;
  return [
    `${name}: ${passed} of ${runs} runs passed, ${percent(passRate)} (95 % sure: ${percent(low)} to ${percent(high)})${expected}`,
    ...(runs < planned ? [`Stopped after ${runs} of ${planned} runs: the outcome was clear.`] : []),
    ...(excuse === undefined ? [] : [`It is in quarantine (${patternText(excuse)})${outcome}`]),
    ...partingLines(report),
    ...stepLines(report),
    ...failureLines(report),
  ].join("\n");
}

function partingLines({ divergence }: Pick<RepeatReport, "divergence">): string[] {
  if (divergence === undefined) return [];
  const { after, branches } = divergence;
  const where = after === undefined ? "at their first span" : `after ${patternText(after)}`;
  return [`The runs part ${where}:`, ...branches.map((branch) => `  ${branchText(branch)}`)];
}

function branchText({ name, runs, passed }: Branch): string {
  const way = name === undefined ? "end there" : `go on with ${patternText(name)}`;
  return `${runs} ${way}, ${passed} of them passed`;
}

function stepLines({ steps, runs }: Pick<RepeatReport, "steps" | "runs">): string[] {
  const varying = steps.filter(({ calls }) => calls.variance > 0).sort((a, b) => b.calls.variance - a.calls.variance);
  if (varying.length === 0) return [];
  const lines = varying.slice(0, MAX_STEPS).map(({ name, runs: having, calls: { mean, variance } }) => {
    return `  ${patternText(name)}: ${rounded(mean)} a run (variance ${rounded(variance)}), in ${having} of ${runs} runs`;
  });
  return ["Not every run has as many of:", ...lines, ...more(varying.length - lines.length)];
}

function failureLines({ failures }: Pick<RepeatReport, "failures">): string[] {
  if (failures.length === 0) return [];
  const lines = failures.slice(0, MAX_FAILURES).map(({ number, error }) => {
    const { type, message } = describeFailure(error);
    return `  run ${number}: ${shortText(`${type}: ${message}`)}`;
  });
  return ["The failures:", ...lines, ...more(failures.length - lines.length)];
}

/** The first line, as a terminal only shows it. */
function shortText(text: string): string {
  const line = escapeText(text.split(/\r?\n/)[0] as string);
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH).toWellFormed()}…`;
}

function more(count: number): string[] {
  return count > 0 ? [`  and ${count} more`] : [];
}

function percent(rate: number): string {
  return `${Math.round(rate * 100)} %`;
}

function rounded(number: number): string {
  return String(Math.round(number * 100) / 100);
}
