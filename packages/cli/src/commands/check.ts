/** `heddle check`: whether runs keep a budget. */
import { durationText, escapeText, nameText, type Part } from "@heddle/core/bridge";
import { type Budget, checkBudget, countText, type Trace, type Violation } from "@heddle/reader";
import type { Command, Parsed } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fileArgument } from "../file-argument.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { paint } from "../paint.ts";
import { readBudgetFile } from "../read-budget-file.ts";
import { RunReader } from "../run-reader.ts";
import { snakeKeys } from "../snake-keys.ts";
import type { TableOptions } from "../table.ts";
import { summaryOf } from "../trace-json.ts";
import { traceOption } from "../trace-option.ts";
import { untilClosed } from "../until-closed.ts";
import { UsageError } from "../usage-error.ts";
import { wrapLine } from "../wrap-line.ts";

interface CheckOptions {
  readonly budget?: string;
  readonly trace?: string;
  readonly quiet?: true;
  readonly json?: true;
}

/** Holds runs to a budget. */
export const check: Command<CheckOptions> = {
  details: `A budget is a JSON object of rules; each run has to keep them all:
  maxInputTokens, maxOutputTokens, maxTotalTokens, maxCostUsd, maxDurationMs,
  maxSteps, maxSpans, maxLlmCalls, maxToolCalls, maxRetries, maxRepeats,
  maxErrors, maxInterrupted, maxDepth: at most so many
  requiredTools, forbiddenTools: lists of names
  spans: by the name of spans, minCount, maxCount, maxErrors, maxDurationMs`,
  arguments: [fileArgument],
  options: {
    budget: { value: "FILE", short: "b", isPath: true, description: "a JSON file with the rules, or the JSON itself" },
    trace: traceOption,
    quiet: { short: "q", description: "only runs that break a rule" },
    json: { description: "a line of JSON a run, with what it breaks" },
  },
  examples: [
    { does: "In CI", command: "heddle check traces.jsonl --budget budget.json" },
    {
      does: "With a few rules",
      command: `heddle check runs/ --budget '{"maxErrors": 0, "maxCostUsd": 0.05, "forbiddenTools": ["shell"]}'`,
    },
  ],
  found: "a run breaks a rule",
  run,
};

async function run({ arguments: files, options }: Parsed<CheckOptions>, io: Io): Promise<number> {
  const stdout = untilClosed(io.stdout);
  if (options.budget === undefined) {
    throw new UsageError(`there is no --budget; give a file, or rules such as --budget '{"maxErrors": 0}'`);
  }
  const budget: Budget = await readBudgetFile(options.budget);
  const reader = new RunReader(io);
  const counts = { runs: 0, broken: 0 };
  for await (const trace of reader.traces(files, options.trace)) {
    const violations = checkBudget(trace, budget);
    counts.runs++;
    if (violations.length > 0) counts.broken++;
    else if (options.quiet) continue;
    const { columns: width, color } = stdout;
    await stdout.write(options.json ? jsonLine(trace, violations) : verdict(trace, violations, { width, color }));
  }
  if (!options.json) await stdout.write(`${summary(counts, stdout.color)}\n`);
  const read = reader.end();
  return counts.broken > 0 ? exitCodes.found : read;
}

/** `violations` has a rule, a limit, what the run has, and a sentence for each. */
function jsonLine(trace: Trace, violations: readonly Violation[]): string {
  const broken = violations.map(({ traceId: _, ...violation }) => snakeKeys(violation));
  return `${jsonText({ ...summaryOf(trace), violations: broken })}\n`;
}

/** In a loop, a thousand spans break the same rule. */
const SHOWN_A_RULE = 5;

function verdict(
  { traceId, name, durationMs }: Trace,
  violations: readonly Violation[],
  options: TableOptions,
): string {
  const sign: Part = violations.length === 0 ? { text: "✓", format: "green" } : { text: "✗", format: "red" };
  const called: Part[] = [{ text: nameText(name), format: "bold" }, { text: `(${durationText(durationMs)})` }];
  const lines: Part[][] = [...Map.groupBy(violations, ({ rule }) => rule)].flatMap(([rule, all]) => {
    const shown = all.slice(0, SHOWN_A_RULE).map(violationParts);
    const left = all.length - shown.length;
    return left === 0
      ? shown
      : [...shown, [{ text: `and ${countText(left)} more of ${escapeText(rule)}; --json has them all` }]];
  });
  const head = wrapLine([sign, ...called, { text: traceId, format: "dim" }], options);
  return head + lines.map((parts) => wrapLine(parts, options, "    ")).join("");
}

function violationParts({ message, spanId }: Violation): Part[] {
  const where: Part[] = spanId === undefined ? [] : [{ text: `(span ${spanId})`, format: "dim" }];
  return [{ text: escapeText(message) }, ...where];
}

function summary({ runs, broken }: { runs: number; broken: number }, color: boolean): string {
  const all = `${countText(runs)} ${runs === 1 ? "run" : "runs"}`;
  if (broken === 0) return paint(`${all} within the budget`, "green", color);
  return paint(`${countText(broken)} of ${all} over the budget`, "red", color);
}
