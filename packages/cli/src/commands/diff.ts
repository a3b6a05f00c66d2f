/** `heddle diff`: what runs differ in. */
import { type Allowed, allowable, allowedOf, type Increase, numberIncreaseOf, timeIncreaseOf } from "../allowance.ts";
import type { Command, Parsed } from "../command.ts";
import { type ComparedRuns, comparedRuns } from "../compared-runs.ts";
import { countOf } from "../count-of.ts";
import { diffJson } from "../diff-json.ts";
import { diffMarkdown } from "../diff-markdown.ts";
import { diffText } from "../diff-text.ts";
import { exitCodes } from "../exit-codes.ts";
import { fileArgument } from "../file-argument.ts";
import type { Io, Output } from "../io.ts";
import { runPairs } from "../run-pairs.ts";
import { RunReader } from "../run-reader.ts";
import { idOption } from "../trace-option.ts";
import { untilClosed } from "../until-closed.ts";
import { UsageError } from "../usage-error.ts";

interface DiffOptions {
  readonly before?: string;
  readonly after?: string;
  readonly allow?: readonly (readonly Allowed[])[];
  readonly maxTime?: Increase;
  readonly maxTokens?: Increase;
  readonly maxCost?: Increase;
  readonly limit: number;
  readonly json?: true;
  readonly markdown?: true;
}

const { isMany: _, ...oneFile } = fileArgument;

/** Compares runs. */
export const diff: Command<DiffOptions> = {
  details: `Spans are the same when they are alike in type, name and arguments, whatever their ids and times.
Of two recordings with one run each, these are compared; of larger ones the runs of one name, in their order; of one recording its last run with the one of that name before it.`,
  arguments: [
    { ...oneFile, name: "BEFORE" },
    { name: "AFTER", description: "another recording", isOptional: true },
  ],
  options: {
    before: { ...idOption, description: "the run before: its id, or how it begins" },
    after: { ...idOption, description: "the run after" },
    allow: {
      value: "WHAT",
      description: "differences that are let pass; several with commas",
      choices: [...allowable, "all"],
      isMany: true,
      parse: allowedOf,
    },
    maxTime: { value: "MORE", description: "how much longer it may take: 20%, or 500ms", parse: timeIncreaseOf },
    maxTokens: { value: "MORE", description: "how many more tokens it may take: 10%, or 500", parse: numberIncreaseOf },
    maxCost: { value: "MORE", description: "how much more it may cost: 10%, or 0.05 dollars", parse: numberIncreaseOf },
    limit: {
      value: "N",
      short: "n",
      description: "how many differences of two runs are shown",
      parse: countOf,
      fallback: 50,
    },
    json: { description: "a line of JSON for every two runs" },
    markdown: { description: "Markdown, for a pull request" },
  },
  examples: [
    { does: "Two recordings", command: "heddle diff main.jsonl branch.jsonl" },
    { does: "The last two runs", command: "heddle diff traces.jsonl" },
    {
      does: "In CI: the same steps, in other words, for at most a tenth more",
      command: "heddle diff main.jsonl branch.jsonl --allow output --max-cost 10% --markdown",
    },
  ],
  found: "runs differ in more than is allowed",
  run,
};

async function run({ arguments: files, options }: Parsed<DiffOptions>, io: Io): Promise<number> {
  const { before, after, allow = [], maxTime, maxTokens, maxCost, json, markdown } = options;
  if (json && markdown) throw new UsageError("--json and --markdown are both there; give one of them");
  const allowance = {
    allow: new Set(allow.flat()),
    ...(maxTime && { time: maxTime }),
    ...(maxTokens && { tokens: maxTokens }),
    ...(maxCost && { cost: maxCost }),
  };
  const reader = new RunReader(io);
  const stdout = untilClosed(io.stdout);
  const pairs = await runPairs(
    { files, ...(before !== undefined && { before }), ...(after !== undefined && { after }) },
    reader,
  );
  let beyond = 0;
  for (const [at, pair] of pairs.entries()) {
    const compared = comparedRuns(pair, allowance);
    if (compared.isBeyond) beyond++;
    const isFirst = at === 0 || json === true;
    await stdout.write((isFirst ? "" : "\n") + shown(compared, options, stdout));
  }
  if (pairs.length > 1 && !json) await stdout.write(`\n${beyond} of ${pairs.length} differ in more than is allowed\n`);
  const read = reader.end();
  return beyond > 0 ? exitCodes.found : read;
}

function shown(compared: ComparedRuns, { json, markdown, limit }: DiffOptions, stdout: Output): string {
  if (json) return diffJson(compared);
  if (markdown) return diffMarkdown(compared, limit);
  return diffText(compared, { limit, width: stdout.columns, color: stdout.color });
}
