/** A run of several agents is the same tree wherever it is looked at. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, ScriptedModel } from "@heddle/agent";
import { FileTelemetry, InMemoryTelemetry, MultiTelemetry, readJsonl, type SpanNode, spanTree } from "@heddle/core";
import { OtlpTelemetry } from "@heddle/otlp";
import { expect, test } from "vitest";
import { Receiver } from "../../packages/otlp/test/receiver.ts";

test.each(["http/protobuf", "http/json", "grpc"] as const)(
  "a supervisor with two workers: in memory, on disk, and at a backend by %s",
  async (protocol) => {
    const path = join(mkdtempSync(join(tmpdir(), "heddle-")), "traces.jsonl");
    const receiver = await Receiver.start(protocol);
    const memory = new InMemoryTelemetry();
    const otlp = new OtlpTelemetry({ url: receiver.url, protocol });
    const telemetry = new MultiTelemetry([otlp, new FileTelemetry(path), memory]);

    await supervisor(telemetry).run("Write about Oslo.", { userId: "alice", sessionId: "s-1" });
    await telemetry.flush();
    const spans = receiver.spans();
    await otlp.shutdown();
    await receiver.kill();

    const onDisk = readJsonl(readFileSync(path, "utf8")).records.filter((record) => record.kind === "span");
    expect(lines(memory.tree()).map((line) => line.replace(/ [0-9a-f]+$/, ""))).toEqual([
      "loom.run",
      "  loom.turn",
      "    loom.model.stream",
      "    loom.tool researcher",
      "      loom.run",
      "        loom.turn",
      "          loom.model.stream",
      "    loom.tool writer",
      "      loom.run",
      "        loom.turn",
      "          loom.model.stream",
      "  loom.turn",
      "    loom.model.stream",
    ]);
    expect(lines(spanTree(onDisk))).toEqual(lines(memory.tree()));
    expect(lines(spanTree(spans))).toEqual(lines(memory.tree()));
  },
);

function supervisor(telemetry: MultiTelemetry): Agent {
  const worker = (delayMs: number) => {
    return new Agent("You help.", { model: new ScriptedModel([{ text: "Done.", delayMs }]) });
  };
  const delegate = (worker: string) => ({ id: worker, name: "delegate", arguments: { worker, task: "Go." } });
  const toolCalls = [delegate("researcher"), delegate("writer")];
  const model = new ScriptedModel([{ toolCalls }, { text: "Here it is." }]);
  const workers = { researcher: worker(5), writer: worker(10) };
  return new Agent("You supervise.", { model, workers, telemetry });
}

/** Names, workers and ids, by depth. */
function lines(nodes: readonly SpanNode[], indent = ""): string[] {
  return nodes.flatMap(({ span, children }) => {
    const { worker } = span.attributes;
    return [
      `${indent}${span.name}${worker === undefined ? "" : ` ${worker}`} ${span.spanId}`,
      ...lines(children, `${indent}  `),
    ];
  });
}
