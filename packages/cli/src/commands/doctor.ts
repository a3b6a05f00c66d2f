/** `heddle doctor`: what is set up, what fails, and what to do. */

import type { Part } from "@heddle/core/bridge";
import { wrapParts } from "@heddle/core/bridge";
import type { Command, Parsed } from "../command.ts";
import { dataOutput } from "../data-output.ts";
import { backendFindings } from "../doctor/backend-findings.ts";
import { fileFindings } from "../doctor/file-findings.ts";
import type { Finding } from "../doctor/finding.ts";
import { nodeFindings } from "../doctor/node-findings.ts";
import { packageFindings } from "../doctor/package-findings.ts";
import { variableFindings } from "../doctor/variable-findings.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { paint } from "../paint.ts";
import { type TargetOptions, targetOptions } from "../target.ts";

interface DoctorOptions extends TargetOptions {
  readonly json?: true;
}

/** Looks at what programs of this folder would record, and to where. */
export const doctor: Command<DoctorOptions> = {
  details:
    "Looks at Node, at variables, at the packages of the program in this folder, at the backend that is set up, and, with FILE, at the place where that would be written.\n" +
    "An empty request is all that is sent.",
  arguments: [{ name: "FILE", isOptional: true, description: "where a program records, or is to record" }],
  options: { ...targetOptions, json: { description: "a list of what was looked at" } },
  examples: [
    { does: "Why nothing arrives", command: "heddle doctor --to https://otlp.example.com -H x-api-key=$KEY" },
    { does: "Whether a program can record there", command: "heddle doctor /var/log/agent/traces.jsonl" },
  ],
  found: "something does not work",
  run,
};

async function run({ arguments: [file], options }: Parsed<DoctorOptions>, io: Io): Promise<number> {
  const recording = file ?? fileOf(io.env.HEDDLE_TELEMETRY);
  const findings = [
    ...nodeFindings(process.versions.node),
    ...variableFindings(io.env),
    ...packageFindings(io.cwd),
    ...(await backendFindings(options, io.env)),
    ...(recording === undefined ? [] : await fileFindings(recording)),
  ];
  if (options.json) await dataOutput(io.stdout).write(`${JSON.stringify(findings, null, 2)}\n`);
  else await io.stdout.write(textOf(findings, io));
  return findings.some(({ level }) => level === "fail") ? exitCodes.found : exitCodes.ok;
}

/** Of `file:traces.jsonl`. */
function fileOf(telemetry: string | undefined): string | undefined {
  return /^file:(?!\/\/)(.+)/.exec(telemetry?.trim() ?? "")?.[1];
}

const marks = { ok: ["✓", "green"], warn: ["!", "yellow"], fail: ["✗", "red"] } as const;
const NAME_WIDTH = 11;
const MARGIN = " ".repeat(2 + NAME_WIDTH);

function textOf(findings: readonly Finding[], { stdout }: Io): string {
  const { color, columns } = stdout;
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(24, columns - MARGIN.length);
  const below = (part: Part) =>
    wrapParts([part], room, room).map(
      (line) => MARGIN + line.map(({ text, format }) => paint(text, format, color)).join(" "),
    );
  const lines = findings.flatMap(({ level, about, says, fix }) => {
    const [mark, look] = marks[level];
    const [first = "", ...rest] = below({ text: says });
    const head = `${paint(mark, look, color)} ${paint(about, "bold", color)}${" ".repeat(NAME_WIDTH - about.length)}`;
    return [
      head + first.slice(MARGIN.length),
      ...rest,
      ...(fix === undefined ? [] : below({ text: `→ ${fix}`, format: look })),
    ];
  });
  return `${[...lines, "", summaryOf(findings)].join("\n")}\n`;
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (level: Finding["level"]) => findings.filter((finding) => finding.level === level).length;
  const [fails, warns] = [count("fail"), count("warn")];
  if (fails + warns === 0) return "All is well.";
  const what = fails === 0 ? "All works" : `${fails === 1 ? "1 thing does" : `${fails} things do`} not work`;
  return `${what}, ${warns === 1 ? "1 warning" : `${warns} warnings`}.`;
}
