/** Starts and stops the OpenTelemetry Collector, and reads what has arrived at it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { collectorPath } from "./collector-path.ts";

export interface Collector {
  /** Where it takes OTLP/HTTP. */
  readonly httpUrl: string;
  /** Where it takes OTLP/gRPC. */
  readonly grpcUrl: string;
  /** Stops it, and gives what it took: OTLP requests as JSON, one after the other. */
  stop(): Promise<object[]>;
}

/** Rejects with what it says when it does not start. */
export async function startCollector(): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-collector-"));
  const output = join(folder, "output.jsonl");
  writeFileSync(join(folder, "config.yaml"), configuration(output));
  const child = spawn(collectorPath, ["--config", join(folder, "config.yaml")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = await ready(child);
  return {
    httpUrl: urlIn(said, "HTTP"),
    grpcUrl: urlIn(said, "GRPC"),
    async stop() {
      child.kill();
      await once(child, "exit");
      const lines = readFileSync(output, "utf8").split("\n");
      rmSync(folder, { recursive: true });
      return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as object);
    },
  };
}

/** Its ports are free ones; which, it says. */
function configuration(output: string): string {
  const endpoint = '{ endpoint: "127.0.0.1:0" }';
  const pipeline = "{ receivers: [otlp], exporters: [file] }";
  return `
receivers: { otlp: { protocols: { http: ${endpoint}, grpc: ${endpoint} } } }
exporters: { file: { path: "${output}", flush_interval: 100ms } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { traces: ${pipeline}, metrics: ${pipeline} }
`;
}

/** What it says until it is. */
async function ready(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    said.push(line);
    if (line.includes("Everything is ready")) {
      child.stderr?.resume();
      return said.join("\n");
    }
  }
  throw new Error(`the collector did not start:\n${said.join("\n")}`);
}

function urlIn(said: string, server: "HTTP" | "GRPC"): string {
  const [, endpoint] = new RegExp(`Starting ${server} server.*"endpoint": "(.+?)"`).exec(said) ?? [];
  if (endpoint === undefined) throw new Error(`the collector does not say where it listens:\n${said}`);
  return `http://${endpoint}`;
}
