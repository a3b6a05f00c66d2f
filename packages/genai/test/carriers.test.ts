import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { activeSpan, formatTraceparent, InMemoryTelemetry, NoTelemetry, withTelemetry } from "@heddle/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { agent, continueFrom, task, toEnv, toHeaders, toMeta } from "../src/index.ts";

const remote = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const [traceId, parentSpanId] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];

/** The parent that a span has inside of `carrier`. */
function parentIn(carrier: unknown): { readonly traceId?: string; readonly parentSpanId?: string } {
  const telemetry = new InMemoryTelemetry();
  continueFrom(carrier, () => task("inside", { telemetry }, () => {}));
  const span = telemetry.spans()[0];
  return span?.parentSpanId === undefined ? {} : { traceId: span.traceId, parentSpanId: span.parentSpanId };
}

/** What `work` gives inside of a span, and the span's traceparent. */
function inSpan<T>(work: () => T): { readonly result: T; readonly traceparent: string } {
  const telemetry = new InMemoryTelemetry();
  const result = agent("run", { telemetry }, work);
  return { result, traceparent: formatTraceparent(telemetry.spans()[0] as { traceId: string; spanId: string }) };
}

describe("the current span is put", () => {
  test("in headers, in place of what was there, whatever its case; the given ones stay as they are", () => {
    const given = { Accept: "*/*", TraceParent: remote, "x-list": ["1", "2"] };

    const { result, traceparent } = inSpan(() => [
      toHeaders(),
      toHeaders(given),
      toHeaders(new Headers({ a: "1", traceparent: remote })),
    ]);

    expect(result).toEqual([
      { traceparent },
      { Accept: "*/*", "x-list": ["1", "2"], traceparent },
      { a: "1", traceparent },
    ]);
    expect(given.TraceParent).toBe(remote);
  });

  test("in an environment, the present one unless given", () => {
    const { result, traceparent } = inSpan(() => [toEnv({ A: "1", TRACEPARENT: remote }), toEnv()]);

    expect(result).toEqual([
      { A: "1", TRACEPARENT: traceparent },
      { ...process.env, TRACEPARENT: traceparent },
    ]);
    expect(process.env.TRACEPARENT).toBeUndefined();
  });

  test("in the meta of a message", () => {
    const { result, traceparent } = inSpan(() => [toMeta(), toMeta({ progressToken: 7 })]);

    expect(result).toEqual([{ traceparent }, { progressToken: 7, traceparent }]);
  });

  test("nowhere without a span; what the process was given is passed on", () => {
    const copies = () => [toHeaders({ a: "1" }), toEnv({ A: "1" }), toMeta({ m: 1 }), toMeta()];
    const passedOn = continueFrom({ traceparent: remote }, () =>
      withTelemetry(new NoTelemetry(), () => task("unrecorded", {}, copies)),
    );

    expect(copies()).toEqual([{ a: "1" }, { A: "1" }, { m: 1 }, {}]);
    expect(passedOn).toEqual([
      { a: "1", traceparent: remote },
      { A: "1", TRACEPARENT: remote },
      { m: 1, traceparent: remote },
      { traceparent: remote },
    ]);
  });
});

describe("a trace goes on from", () => {
  test.for<[string, unknown]>([
    ["headers of fetch", new Headers({ traceparent: remote })],
    ["a request of fetch", new Request("http://localhost", { headers: { traceparent: remote } })],
    ["headers of node", { host: "localhost", traceparent: remote }],
    ["headers in another case", { TraceParent: [remote] }],
    ["a map", new Map([["traceparent", remote]])],
    ["an environment", { PATH: "/bin", TRACEPARENT: remote }],
    ["the meta of a message", { progressToken: 1, traceparent: remote }],
    ["the params of a message", { name: "weather", arguments: {}, _meta: { traceparent: remote } }],
    ["a message", { jsonrpc: "2.0", id: 1, method: "tools/call", params: { _meta: { traceparent: remote } } }],
  ])("%s", ([, carrier]) => {
    expect(parentIn(carrier)).toEqual({ traceId, parentSpanId });
  });

  test.for<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", remote],
    ["a list", [["traceparent", remote]]],
    ["an object without any", { params: null, headers: 1, _meta: "x" }],
    ["one that is not valid", { traceparent: "00-0-0-01" }],
    ["one that is no text", { traceparent: 5 }],
    ["two", { traceparent: [remote, remote] }],
    ["a list that is not one of pairs", { headers: new Set([1, null]) }],
    [
      "an object that will not be looked at",
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("go away");
          },
        },
      ),
    ],
  ])("not %s, and the work is done all the same", ([, carrier]) => {
    expect(parentIn(carrier)).toEqual({});
  });

  test("inside of another span, the carrier's trace and no other", () => {
    const telemetry = new InMemoryTelemetry();

    agent("outer", { telemetry }, () => {
      continueFrom({ traceparent: remote }, () => {
        expect(activeSpan()).toBeUndefined();
        task("inner", { telemetry }, () => {});
      });
      continueFrom({}, () => task("below outer", { telemetry }, () => {}));
    });

    expect(telemetry.tree().map(({ span, children }) => [span.name, children.map((child) => child.span.name)])).toEqual(
      expect.arrayContaining([
        ["outer", ["below outer"]],
        ["inner", []],
      ]),
    );
  });
});

test("child processes, and theirs, go on with the trace of the span that started them", async () => {
  const telemetry = new InMemoryTelemetry();
  const file = join(import.meta.dirname, "fixtures", "continue-from-environment.ts");

  const output = await agent("run", { telemetry }, async () => {
    const args = ["--conditions=@heddle/source", file, "1"];
    const child = spawn(process.execPath, args, { env: toEnv(), stdio: ["ignore", "pipe", "inherit"] });
    return text(child.stdout);
  });

  const [grandchild, child] = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const run = telemetry.spans()[0];
  expect(child).toEqual({ traceId: run?.traceId, spanId: child.spanId, parentSpanId: run?.spanId });
  expect(grandchild).toEqual({ traceId: run?.traceId, spanId: grandchild.spanId, parentSpanId: child.spanId });
});

test("a server goes on with the trace of the span that asked it, by fetch and by http.request", async () => {
  const client = new InMemoryTelemetry();
  const server = new InMemoryTelemetry();
  const url = await listen(
    createServer((incoming, response) =>
      continueFrom(incoming.headers, () => task("serve", { telemetry: server }, () => response.end("done"))),
    ),
  );

  await agent("run", { telemetry: client }, async () => {
    await (await fetch(url, { headers: toHeaders({ accept: "text/plain" }) })).text();
    const [response] = (await once(request(url, { headers: toHeaders() }).end(), "response")) as [IncomingMessage];
    await text(response);
  });

  const run = client.spans()[0];
  expect(server.spans().map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
    [run?.traceId, run?.spanId],
    [run?.traceId, run?.spanId],
  ]);
});

async function listen(server: Server): Promise<string> {
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
