/** A program: builds the OpenTelemetry Collector for the tests, where Go is; says in one line what came of it. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { collectorFolder, collectorPath, collectorVersion } from "./collector-path.ts";

/** On two idle cores it takes a minute and a half, with all that has to be downloaded. */
const LIMIT_MS = 240_000;

const contrib = "github.com/open-telemetry/opentelemetry-collector-contrib";
const manifest = `
dist: { name: collector, output_path: ./source }
receivers: [{ gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v${collectorVersion} }]
exporters: [{ gomod: ${contrib}/exporter/fileexporter v${collectorVersion} }]
`;

console.log(`collector ${collectorVersion}: ${await build()}`);

async function build(): Promise<string> {
  if (existsSync(collectorPath)) return "is there";
  const deadline = Date.now() + LIMIT_MS;
  const go = (args: readonly string[], cwd: string) => {
    const timeout = Math.max(1, deadline - Date.now());
    return promisify(execFile)("go", args, { cwd, timeout, env: { ...process.env, CGO_ENABLED: "0" } });
  };
  rmSync(collectorFolder, { recursive: true, force: true });
  mkdirSync(collectorFolder, { recursive: true });
  writeFileSync(join(collectorFolder, "builder.yaml"), manifest);
  try {
    await go(["version"], collectorFolder);
  } catch {
    return "is not built, as there is no Go; its tests are skipped";
  }
  try {
    const builder = `go.opentelemetry.io/collector/cmd/builder@v${collectorVersion}`;
    // The builder would also fetch what only the tests of the modules need.
    const sourceOnly = ["--skip-get-modules", "--skip-compilation"];
    await go(["run", builder, "--config", "builder.yaml", ...sourceOnly], collectorFolder);
    await go(["build", "-mod=mod", "-trimpath", "-ldflags=-s -w", "-o", "built", "."], join(collectorFolder, "source"));
    await rename(join(collectorFolder, "source/built"), collectorPath);
    return "is built";
  } catch (error) {
    const { killed, stderr, message } = error as { killed?: boolean; stderr?: string; message: string };
    if (killed) return `is not built, as it took more than ${LIMIT_MS / 1000} s; its tests are skipped`;
    return `is not built; its tests are skipped: ${stderr?.trim().split("\n").at(-1) || message}`;
  }
}
