import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type FileOptions, FileTelemetry, withAttributes } from "@heddle/core";
import { describe, expect, test } from "vitest";
import { manualClock } from "./manual-clock.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A file with a slow and a fast span, two users and some metrics. */
function recorded(options: FileOptions): string {
  const path = join(temporaryFolder(), "traces.jsonl");
  const clock = manualClock();
  const telemetry = new FileTelemetry(path, { clock, ...options });
  for (const user of ["alice", "bob"]) {
    withAttributes({ user_id: user }, () =>
      telemetry.trace(`loom.run of ${user}`, {}, () => {
        telemetry.trace("loom.tool", { tool: "add" }, () => clock.advance(user === "alice" ? 1500 : 1000));
        telemetry.emitMetric("loom.cost.usd", 0.00012, { model: "m" });
        telemetry.emitMetric("loom.tokens.input", 42, { model: "m" });
      }),
    );
  }
  telemetry.reopen();
  return path;
}

function isInstalled(): boolean {
  try {
    return execFileSync("jq", ["--version"]).length > 0;
  } catch {
    return false;
  }
}

/** The names that the shell command prints a record of, in the folder of the file. */
function answer(command: string, path: string): string[] {
  const printed = execFileSync("sh", ["-c", command], { cwd: join(path, ".."), encoding: "utf8" });
  return printed.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).name]));
}

describe.skipIf(!isInstalled())("the recipes of LoomFlow's document answer", () => {
  for (const options of [{}, { starts: false }, { mode: "buffered" }] as const) {
    test(`from a file written with ${JSON.stringify(options)}`, () => {
      const path = recorded(options);

      expect(answer(`jq -c 'select(.kind=="span" and .duration_ms > 1000)' traces.jsonl`, path)).toEqual([
        "loom.tool",
        "loom.run of alice",
      ]);
      expect(answer(`jq -c 'select(.attributes.user_id=="alice")' traces.jsonl`, path)).toEqual([
        "loom.tool",
        "loom.cost.usd",
        "loom.tokens.input",
        "loom.run of alice",
      ]);
      expect(answer(`jq -c 'select(.kind=="metric" and .name=="loom.cost.usd")' traces.jsonl`, path)).toEqual([
        "loom.cost.usd",
        "loom.cost.usd",
      ]);
    });
  }
});
