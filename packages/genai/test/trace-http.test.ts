import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import http, { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { InMemoryTelemetry, MultiTelemetry, NoTelemetry } from "@heddle/core";
import { outsideOfSpans } from "@heddle/core/bridge";
import { OTelTelemetry } from "@heddle/otel";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { SimpleSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { agent, configure, type TraceHttpOptions, task, traceHttp } from "../src/index.ts";
import { type TestServer, testServer } from "./http-server.ts";

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}
type Client = (url: string, asked?: Asked) => Promise<string>;

/** The clients of Node. Each gives the whole answer. */
const clients: readonly [string, Client][] = [
  ["fetch", async (url, asked) => (await fetch(url, asked)).text()],
  [
    "http.request",
    async (url, asked = {}) => {
      const sent = request(url, asked).end();
      const closed = new Promise((resolve) => sent.once("close", resolve));
      try {
        const [response] = (await once(sent, "response")) as [IncomingMessage];
        return await text(response);
      } finally {
        await closed;
      }
    },
  ],
];

const channels = [
  "undici:request:create",
  "undici:request:headers",
  "undici:request:trailers",
  "undici:request:error",
  "http.client.request.created",
  "http.client.response.finish",
  "http.client.request.error",
];
const listenedTo = () => channels.filter((name) => channel(name).hasSubscribers);

let memory: InMemoryTelemetry;
let server: TestServer;

beforeEach(async () => {
  memory = new InMemoryTelemetry();
  configure({ telemetry: memory, metrics: false });
  server = await testServer();
});

/** Traces requests until the test is over. */
function tracing(options: TraceHttpOptions = {}): Disposable {
  const traced = traceHttp(options);
  onTestFinished(() => traced[Symbol.dispose]());
  return traced;
}

/** Does `work` inside of a span, whatever comes of it. */
async function inSpan(work: () => Promise<unknown>): Promise<void> {
  await agent("run", {}, () => work().catch(() => {}));
}

const requests = () => memory.spans().filter(({ name }) => name !== "run");
const outcomes = () =>
  requests().map(({ name, status, attributes, exception }) => [
    name,
    status,
    attributes["http.response.status_code"],
    attributes["error.type"],
    exception,
  ]);
/** Resolves when something is told on one of these channels. */
function heard(...names: readonly string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listen = () => {
    resolve();
    for (const name of names) unsubscribe(name, listen);
  };
  for (const name of names) subscribe(name, listen);
  return promise;
}

describe.for(clients)("%s", ([, ask]) => {
  test("is a span below the one that it is made in, by the conventions of HTTP", async () => {
    tracing();

    await inSpan(() => ask(`${server.url}/ok?city=Paris`));

    const [span, run] = memory.spans();
    expect(span).toMatchObject({ name: "GET", traceId: run?.traceId, parentSpanId: run?.spanId, status: "ok" });
    expect(span?.attributes).toEqual({
      "http.request.method": "GET",
      "url.full": `${server.url}/ok?city=Paris`,
      "server.address": "127.0.0.1",
      "server.port": server.port,
      "http.response.status_code": 200,
    });
    expect(server.requests.map(({ headers }) => headers.traceparent)).toEqual([undefined]);
  });

  test("is an error from status 400, and ends with the answer, with or without a body", async () => {
    tracing();

    for (const path of ["empty", "missing", "busy", "hints"]) await inSpan(() => ask(`${server.url}/${path}`));

    expect(outcomes()).toEqual([
      ["GET", "ok", 204, undefined, undefined],
      ["GET", "error", 404, "404", "404: Not Found"],
      ["GET", "error", 503, "503", "503: Service Unavailable"],
      ["GET", "ok", 200, undefined, undefined],
    ]);
  });

  test("that gets no answer, or half of one, is an error", async () => {
    tracing();

    await inSpan(() => ask(`${server.url}/drop`));
    await inSpan(() => ask(`${server.url}/half`));

    const codes = outcomes().map(([, status, code, type]) => [status, code, type]);
    expect(codes.map(([status, code]) => [status, code])).toEqual([
      ["error", undefined],
      ["error", 200],
    ]);
    for (const [, , type] of codes) expect(["ECONNRESET", "UND_ERR_SOCKET"]).toContain(type);
  });

  test("that is refused is an error", async () => {
    const closed = http.createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    tracing();

    await inSpan(() => ask(`http://127.0.0.1:${port}/`));

    expect(outcomes()).toEqual([
      ["GET", "error", undefined, "ECONNREFUSED", `Error: connect ECONNREFUSED 127.0.0.1:${port}`],
    ]);
  });

  test.for([
    { path: "never", moment: ["http.server.request.start"], status: undefined },
    { path: "endless", moment: ["undici:request:headers", "http.client.response.finish"], status: 200 },
  ])("that is aborted is cancelled: $path", async ({ path, moment, status }) => {
    tracing();
    const controller = new AbortController();

    await inSpan(async () => {
      const reached = heard(...moment);
      const asked = ask(`${server.url}/${path}`, { signal: controller.signal }).catch(() => {});
      await reached;
      controller.abort();
      await asked;
    });

    expect(outcomes().map((outcome) => outcome.slice(0, 4))).toEqual([["GET", "cancelled", status, "AbortError"]]);
  });

  test("masks the secrets of its URL, and says no header unless it is named", async () => {
    tracing({ headers: ["X-Answer", "x-question", "x-none"] });

    await inSpan(() =>
      ask(`${server.url}/ok?api_key=k&q=1`, { headers: { "X-Question": "why", authorization: "me" } }),
    );

    expect(requests()[0]?.attributes).toEqual({
      "http.request.method": "GET",
      "url.full": `${server.url}/ok?api_key=REDACTED&q=1`,
      "server.address": "127.0.0.1",
      "server.port": server.port,
      "http.request.header.x-question": ["why"],
      "http.response.status_code": 200,
      "http.response.header.x-answer": ["42"],
    });
  });

  test("has its URL as redactUrl says", async () => {
    tracing({ redactUrl: (url) => url.replace(/bot[^/]*/, "bot") });

    await inSpan(() => ask(`${server.url}/bot123:abc/send?token=x`));

    expect(requests()[0]?.attributes["url.full"]).toBe(`${server.url}/bot/send?token=REDACTED`);
  });

  test("keeps its method, whatever it is", async () => {
    tracing();

    await inSpan(() => ask(`${server.url}/ok`, { method: "POST" }));
    await inSpan(() => ask(`${server.url}/ok`, { method: "PURGE" }));

    expect(requests().map(({ name, attributes }) => [name, attributes["http.request.method"]])).toEqual([
      ["POST", "POST"],
      ["HTTP", "_OTHER"],
    ]);
    expect(requests()[1]?.attributes["http.request.method_original"]).toBe("PURGE");
  });

  test("tells the trace to those that it is meant for, and never in place of another", async () => {
    const stranger = await testServer();
    tracing({ propagateTo: [server.url] });
    const other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    await inSpan(() => ask(`${server.url}/ok`));
    await inSpan(() => ask(`${server.url}/ok`, { headers: { Traceparent: other } }));
    await inSpan(() => ask(`${stranger.url}/ok`));

    const [first] = requests();
    const told = [...server.requests, ...stranger.requests].map(({ headers }) => headers.traceparent);
    expect(told).toEqual([`00-${first?.traceId}-${first?.spanId}-01`, other, undefined]);
  });

  test("is left out where it is ignored, outside of spans, in telemetry's own work, and without telemetry", async () => {
    tracing({ ignore: ({ pathname }) => pathname === "/ignored" });

    await inSpan(() => ask(`${server.url}/ignored`));
    await ask(`${server.url}/ok`);
    await inSpan(() => outsideOfSpans(() => ask(`${server.url}/ok`)));
    await agent("run", { telemetry: new NoTelemetry() }, () => ask(`${server.url}/ok`));

    expect(server.requests).toHaveLength(4);
    expect(requests()).toEqual([]);
  });

  test("is a trace of its own outside of spans, where that is asked for, but not what telemetry sends", async () => {
    const elsewhere = new InMemoryTelemetry();
    tracing({ roots: true, telemetry: elsewhere });

    await ask(`${server.url}/ok`);
    await outsideOfSpans(() => ask(`${server.url}/ok`));

    expect(elsewhere.spans().map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([["GET", undefined]]);
    expect(memory.spans()).toEqual([]);
  });

  test("of many at once keeps each its parent", async () => {
    tracing();
    const run = (index: number) => task(`task ${index}`, {}, () => ask(`${server.url}/ok?${index}`));

    await Promise.all(Array.from({ length: 40 }, (_, index) => run(index)));

    const tasks = new Map(memory.spans().map(({ spanId, name }) => [spanId, name]));
    const made = memory.find("GET").map(({ parentSpanId = "", attributes }) => {
      return `${tasks.get(parentSpanId)} ${String(attributes["url.full"]).split("?")[1]}`;
    });
    expect(made.sort()).toEqual(Array.from({ length: 40 }, (_, index) => `task ${index} ${index}`).sort());
  });

  test("is one span, however many listen", async () => {
    tracing();
    tracing();

    await inSpan(() => ask(`${server.url}/ok`));

    expect(requests()).toHaveLength(1);
  });

  test("goes on when what the user gave throws; that is told once, and has no span", async () => {
    const broken = () => {
      throw new Error("broken");
    };
    tracing({ ignore: broken });
    const warned = once(process, "warning");

    const answers = await agent("run", {}, async () => [await ask(`${server.url}/ok`), await ask(`${server.url}/ok`)]);

    expect(answers).toEqual(["hello", "hello"]);
    expect(requests()).toEqual([]);
    expect(String((await warned)[0])).toBe("HeddleWarning: traceHttp: a request has no span: Error: broken");
  });

  test("that is under way when tracing stops is followed to its end", async () => {
    const traced = tracing();

    await inSpan(async () => {
      const asked = ask(`${server.url}/ok`);
      await new Promise((resolve) => setImmediate(resolve));
      traced[Symbol.dispose]();
      await asked;
      await ask(`${server.url}/ok`);
    });

    expect(outcomes()).toEqual([["GET", "ok", 200, undefined, undefined]]);
    expect(listenedTo()).toEqual([]);
  });
});

test("nothing is listened to until it is asked for, nor afterwards", () => {
  const before = listenedTo();
  const traced = traceHttp();
  const during = listenedTo();
  traced[Symbol.dispose]();
  traced[Symbol.dispose]();

  expect([before, during, listenedTo()]).toEqual([[], channels, []]);
});

test("a redirect that fetch follows is a request of its own", async () => {
  tracing();

  await inSpan(async () => (await fetch(`${server.url}/redirect`)).text());

  expect(outcomes().map(([name, , status]) => [name, status])).toEqual([
    ["GET", 302],
    ["GET", 200],
  ]);
});

test("a body that is not read to its end is cancelled", async () => {
  tracing();

  await inSpan(async () => (await fetch(`${server.url}/endless`)).body?.cancel());
  await inSpan(async () => {
    const sent = request(`${server.url}/endless`).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    response.destroy();
    await once(sent, "close");
  });

  expect(outcomes().map(([, status, code, type]) => [status, code, type])).toEqual([
    ["cancelled", 200, "AbortError"],
    ["cancelled", 200, "AbortError"],
  ]);
});

test("what fetch is aborted with may be anything", async () => {
  tracing();
  const controller = new AbortController();

  await inSpan(async () => {
    const reached = heard("http.server.request.start");
    const asked = fetch(`${server.url}/never`, { signal: controller.signal }).catch(() => {});
    await reached;
    controller.abort("enough");
    await asked;
  });

  expect(outcomes().map(([, status, , type]) => [status, type])).toEqual([["error", "string"]]);
});

test("what OpenTelemetry's exporters send is left out, also beside another sink", async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(() => context.disable());
  const sent: string[] = [];
  const exporter: SpanExporter = {
    async export(spans, done) {
      await (await fetch(`${server.url}/collector`)).text();
      sent.push(...spans.map(({ name }) => name));
      done({ code: 0 });
    },
    async shutdown() {},
  };
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const telemetry = new MultiTelemetry([memory, new OTelTelemetry({ tracerProvider })]);
  tracing({ roots: true, telemetry });

  await agent("run", { telemetry }, async () => {
    await (await fetch(`${server.url}/ok`)).text();
  });
  await tracerProvider.forceFlush();

  expect(sent.sort()).toEqual(["GET", "run"]);
  expect(memory.spans().map(({ name }) => name)).toEqual(["GET", "run"]);
  expect(server.requests.map(({ url }) => url)).toEqual(["/ok", "/collector", "/collector"]);
});

test("what a sink sends is left out, for it would never end", async () => {
  const sent: Promise<string>[] = [];
  const sink = { write: () => void sent.push(fetch(`${server.url}/collector`).then((answer) => answer.text())) };
  const telemetry = new MultiTelemetry([memory, sink]);
  tracing({ roots: true, telemetry });

  await agent("run", { telemetry }, async () => (await fetch(`${server.url}/ok`)).text());
  await Promise.all(sent);

  expect(memory.spans().map(({ name }) => name)).toEqual(["GET", "run"]);
  expect(server.requests.map(({ url }) => url)).toEqual(["/ok", "/collector", "/collector"]);
});

test("web sockets and tunnels are left out", async () => {
  tracing();

  await inSpan(async () => {
    const socket = new WebSocket(server.url.replace("http", "ws"));
    await new Promise((resolve) => {
      socket.onclose = resolve;
      socket.onerror = resolve;
    });
    const upgraded = request(server.url, { headers: { connection: "upgrade", upgrade: "x" } }).end();
    await once(upgraded, "upgrade");
    const tunnel = request(server.url, { method: "CONNECT", path: "example.com:443" }).end();
    await once(tunnel, "connect");
  });

  expect(requests()).toEqual([]);
});

test("a request through a proxy has the URL that it is for; headers in their final form stay as they are", async () => {
  tracing({ propagateTo: () => true });
  const { port } = server;

  await inSpan(async () => {
    const proxied = request({ host: "127.0.0.1", port, path: "http://example.com:8080/x" }).end();
    const listed = request({ host: "127.0.0.1", port, path: "/y", headers: ["Host", `localhost:${port}`] }).end();
    const nameless = request({ host: "127.0.0.1", port, path: "/z", headers: ["X", "y"] }).end();
    const hostless = request({ host: "127.0.0.1", port, path: "/w", setHost: false }).end();
    const bare = [proxied, listed, nameless, hostless].map(async (sent) => {
      const closed = once(sent, "close");
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      await text(response);
      await closed;
    });
    await Promise.all(bare);
  });

  expect(requests().map(({ attributes }) => attributes["url.full"])).toEqual(
    expect.arrayContaining([
      "http://example.com:8080/x",
      `http://localhost:${port}/y`,
      "http://127.0.0.1/z",
      "http://127.0.0.1/w",
    ]),
  );
  // Two have no Host, and were refused for that.
  expect(server.requests.map(({ headers }) => typeof headers.traceparent).sort()).toEqual(["string", "undefined"]);
});

interface Dispatcher {
  request(asked: object): Promise<{ readonly body: { text(): Promise<string> } }>;
}

test("a request that undici sends to a proxy has the URL that it is for", async () => {
  tracing();

  await inSpan(async () => {
    await fetch(server.url);
    const dispatcher = (globalThis as { [key: symbol]: unknown })[
      Symbol.for("undici.globalDispatcher.1")
    ] as Dispatcher;
    const { body } = await dispatcher.request({ origin: server.url, path: "http://example.com:8080/x", method: "GET" });
    await body.text();
  });

  expect(requests().at(-1)?.attributes["url.full"]).toBe("http://example.com:8080/x");
});

test("a port that is not said is that of the scheme", async () => {
  tracing();

  for (const url of ["http://127.0.0.1/", "https://[::1]/"])
    await inSpan(() => fetch(url, { signal: AbortSignal.timeout(1000) }));

  const places = requests().map(({ attributes }) => [attributes["server.address"], attributes["server.port"]]);
  expect(places).toEqual([
    ["127.0.0.1", 80],
    ["::1", 443],
  ]);
});

test("what is no origin and no function is said at once", () => {
  const mistakes: [TraceHttpOptions, string][] = [
    [
      { propagateTo: ["example.com"] },
      'propagateTo "example.com" is no origin; give one such as "https://api.example.com"',
    ],
    [
      { ignore: ["https://a.example/v1"] },
      'ignore "https://a.example/v1" is no origin; give one such as "https://api.example.com"',
    ],
    [{ ignore: ["data:x"] }, 'ignore "data:x" is no origin; give one such as "https://api.example.com"'],
    [
      { ignore: "https://a.example" as unknown as [] },
      "ignore is https://a.example; give a list of origins or a function",
    ],
  ];

  for (const [options, message] of mistakes) {
    expect(() => traceHttp(options)).toThrow(new TypeError(`traceHttp: ${message}`));
  }
  expect(listenedTo()).toEqual([]);
});
