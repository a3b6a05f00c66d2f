/** Starts and stops the OpenTelemetry Collector, and reads what has arrived at it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
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
  const [http, grpc] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  writeFileSync(join(folder, "config.yaml"), configuration(http, grpc, output));
  const child = spawn(collectorPath, ["--config", join(folder, "config.yaml")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await ready(child);
  return {
    httpUrl: `http://${http}`,
    grpcUrl: `http://${grpc}`,
    async stop() {
      child.kill();
      await once(child, "exit");
      const lines = readFileSync(output, "utf8").split("\n");
      rmSync(folder, { recursive: true });
      return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as object);
    },
  };
}

function configuration(http: string, grpc: string, output: string): string {
  const pipeline = "{ receivers: [otlp], exporters: [file] }";
  return `
receivers: { otlp: { protocols: { http: { endpoint: "${http}" }, grpc: { endpoint: "${grpc}" } } } }
exporters: { file: { path: "${output}", flush_interval: 100ms } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { traces: ${pipeline}, metrics: ${pipeline} }
`;
}

async function ready(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    said.push(line);
    if (line.includes("Everything is ready")) {
      child.stderr?.resume();
      return;
    }
  }
  throw new Error(`the collector did not start:\n${said.join("\n")}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
