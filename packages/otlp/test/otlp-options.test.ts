import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import { resolveTelemetry, type Telemetry } from "@heddle/core";
import { decodeTraces, type OtlpOptions, OtlpTelemetry, otlpResolvers } from "@heddle/otlp";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { receiverFor } from "./sender-to.ts";

/** What a machine that tests run on may have set. */
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("OTEL_")) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const environment = (variables: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What goes out for a span and a metric, by a fetch that takes everything. */
async function sent(options: OtlpOptions = {}): Promise<Sent[]> {
  const requests: Sent[] = [];
  const telemetry = new OtlpTelemetry({
    fetch: async (url, { headers } = {}) => {
      requests.push({ url: String(url), headers: headers as Record<string, string> });
      return new Response();
    },
    ...options,
  });
  telemetry.trace("run", {}, () => telemetry.emitMetric("loom.runs", 1));
  await telemetry.shutdown();
  return requests.sort((a, b) => (a.url < b.url ? 1 : -1));
}

const urls = async (options?: OtlpOptions) => (await sent(options)).map(({ url }) => url);

describe("the url", () => {
  test("is that of a collector on this machine, unless given", async () => {
    expect(await urls()).toEqual(["http://localhost:4318/v1/traces", "http://localhost:4318/v1/metrics"]);
  });

  test.each([
    ["https://host", "https://host/v1/"],
    ["http://host:4318/", "http://host:4318/v1/"],
    ["https://host/otlp?key=1", "https://host/otlp/v1/", "?key=1"],
    ["https://host/otlp/v1/traces", "https://host/otlp/v1/"],
    ["https://host/otlp/v1/metrics/", "https://host/otlp/v1/"],
  ])("%s is the base of both signals", async (url, base, query = "") => {
    const both = [`${base}traces${query}`, `${base}metrics${query}`];

    expect(await urls({ url })).toEqual(both);
    expect(await urls({ url: new URL(url) })).toEqual(both);
    environment({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(await urls()).toEqual(both);
  });

  test("of one signal in the environment is taken as it is", async () => {
    environment({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://both",
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://metrics/in/there",
    });

    expect(await urls()).toEqual(["http://metrics/in/there", "http://both/v1/traces"]);
    expect(await urls({ url: "http://mine" })).toEqual(["http://mine/v1/traces", "http://mine/v1/metrics"]);
  });

  test("for gRPC may be a host and a port, with TLS unless it is told to be insecure", async () => {
    const receiver = await receiverFor("grpc");
    const host = receiver.url.replace("http://", "");
    environment({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc", OTEL_EXPORTER_OTLP_INSECURE: "TRUE" });

    const insecure = new OtlpTelemetry({ url: host });
    insecure.trace("run", {}, () => {});
    await insecure.shutdown();
    environment({ OTEL_EXPORTER_OTLP_TRACES_INSECURE: "false" });
    const secure = new OtlpTelemetry({ url: host, retry: { firstMs: 10 }, onSinkError: () => {} });
    secure.trace("run", {}, () => {});
    await secure.shutdown({ timeoutMs: 100 });

    expect(receiver.spans()).toHaveLength(1);
    expect([insecure, secure].map((each) => each.health().sinks[0]?.written)).toEqual([1, 0]);
  });
});

describe("headers", () => {
  test("of the environment come together with those of the options, the more particular first", async () => {
    environment({
      OTEL_EXPORTER_OTLP_HEADERS: "x-a=general, x-b=general,X-C=a%20b%3D,",
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: "x-b=traces",
    });

    const [traces, metrics] = await sent({ headers: { "X-D": "mine" } });

    expect(traces?.headers).toMatchObject({ "x-a": "general", "x-b": "traces", "x-c": "a b=", "x-d": "mine" });
    expect(metrics?.headers).toMatchObject({ "x-a": "general", "x-b": "general", "x-c": "a b=", "x-d": "mine" });
  });

  test("say the form of the request", async () => {
    environment({ OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: "http/json", OTEL_EXPORTER_OTLP_COMPRESSION: "gzip" });

    const [traces, metrics] = await sent();

    expect([traces?.headers["content-type"], traces?.headers["content-encoding"]]).toEqual([
      "application/x-protobuf",
      "gzip",
    ]);
    expect(metrics?.headers["content-type"]).toBe("application/json");
  });
});

test("who records is told by options, OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, in this order", async () => {
  const receiver = await receiverFor();
  const resources: unknown[] = [];
  const record = async (options: OtlpOptions) => {
    const telemetry = new OtlpTelemetry({ url: receiver.url, ...options });
    telemetry.trace("run", {}, () => {});
    await telemetry.shutdown();
    const { "service.name": service, team } = decodeTraces(receiver.requests.at(-1)?.body as Buffer)[0]?.resource ?? {};
    resources.push([service, team]);
  };

  await record({});
  environment({ OTEL_RESOURCE_ATTRIBUTES: "service.name=attributes,team=a%2Cb" });
  await record({});
  environment({ OTEL_SERVICE_NAME: "name" });
  await record({});
  await record({ resource: { "service.name": "resource", team: "mine" } });
  await record({ service: "service", resource: { "service.name": "resource" } });

  expect(resources).toEqual([
    ["unknown_service:node", undefined],
    ["attributes", "a,b"],
    ["name", "a,b"],
    ["resource", "mine"],
    ["service", "a,b"],
  ]);
});

test("OTEL_SDK_DISABLED turns everything off", async () => {
  environment({ OTEL_SDK_DISABLED: "true" });

  expect(await sent()).toEqual([]);
});

test.each([
  ["delta", [1, 2]],
  ["LowMemory", [1, 2]],
  ["cumulative", [1, 3]],
])("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE may be %s", async (preference, values) => {
  environment({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: preference });
  const receiver = await receiverFor();
  const telemetry = new OtlpTelemetry({ url: receiver.url });

  for (const value of [1, 2]) {
    telemetry.emitMetric("loom.runs", value);
    await telemetry.flush();
  }
  await telemetry.shutdown();

  expect(receiver.metrics().map(({ value }) => value)).toEqual(values);
});

test("the time limit, the interval and the size of batches may come from the environment", async () => {
  environment({
    OTEL_BSP_SCHEDULE_DELAY: "10",
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "2",
    OTEL_METRIC_EXPORT_INTERVAL: "10",
    OTEL_EXPORTER_OTLP_TIMEOUT: "20",
  });
  const receiver = await receiverFor();
  const answers = ["hang"] as const;
  receiver.answer = () => answers[receiver.requests.length] ?? "ok";
  const telemetry = new OtlpTelemetry({ url: receiver.url, retry: { firstMs: 10 }, onSinkError: () => {} });
  onTestFinished(() => telemetry.shutdown());

  for (let index = 0; index < 3; index++) telemetry.trace("run", {}, () => {});
  telemetry.emitMetric("loom.runs", 1);
  await vi.waitFor(() => expect(telemetry.health().sinks[0]?.written).toBe(4), { timeout: 60_000 });

  // On a busy machine an answer may come too late, and its spans again.
  expect(new Set(receiver.spans().map(({ spanId }) => spanId)).size).toBe(3);
});

test("a certificate may come from a file", async () => {
  environment({ OTEL_EXPORTER_OTLP_CERTIFICATE: join(import.meta.dirname, "fixtures", "loopback-cert.pem") });

  expect(await urls({ url: "https://host" })).toHaveLength(2);
});

test("the connections of an agent are used", async () => {
  const receiver = await receiverFor();
  const agent = new http.Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const telemetry = new OtlpTelemetry({ url: receiver.url, agent });

  telemetry.trace("run", {}, () => {});
  await telemetry.shutdown();

  expect(receiver.spans()).toHaveLength(1);
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
});

test("the proxy of the environment is used where Node uses it", async () => {
  const urls: unknown[] = [];
  const proxy = http.createServer((request, response) => {
    urls.push(request.url);
    request.resume().on("end", () => response.end());
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void proxy.close());
  const { port } = proxy.address() as AddressInfo;
  onTestFinished(http.setGlobalProxyFromEnv({ HTTP_PROXY: `http://127.0.0.1:${port}` }));
  const telemetry = new OtlpTelemetry({ url: "http://backend.invalid" });

  telemetry.trace("run", {}, () => {});
  await telemetry.shutdown();

  expect(urls).toEqual(["http://backend.invalid/v1/traces"]);
  expect(telemetry.health().sinks[0]).toMatchObject({ written: 1, failed: 0, pending: 0 });
});

test("the connections of an agent need not be sockets", async () => {
  const server = http.createServer((request, response) => void request.resume().on("end", () => response.end()));
  const agent = new http.Agent();
  agent.createConnection = () => {
    const [ours, theirs] = duplexPair();
    server.emit("connection", theirs);
    return ours;
  };
  const telemetry = new OtlpTelemetry({ agent });

  telemetry.trace("run", {}, () => {});
  await telemetry.shutdown();

  expect(telemetry.health().sinks[0]).toMatchObject({ written: 1, failed: 0, pending: 0 });
});

describe("resolveTelemetry knows", () => {
  const resolve = (spec: Parameters<typeof resolveTelemetry>[0]) =>
    resolveTelemetry(spec, { resolvers: otlpResolvers }) as Telemetry & OtlpTelemetry;

  test("a url behind otlp:", async () => {
    const receiver = await receiverFor();
    const telemetry = resolve(`otlp:${receiver.url}`);

    telemetry.trace("run", {}, () => {});
    await telemetry.shutdown();

    expect(receiver.spans()).toHaveLength(1);
  });

  test("an object with options", async () => {
    const receiver = await receiverFor("http/json");
    const telemetry = resolve({ backend: "otlp", url: receiver.url, protocol: "http/json" });

    telemetry.trace("run", {}, () => {});
    await telemetry.shutdown();

    expect(receiver.spans()).toHaveLength(1);
  });

  test("otlp, which finds everything in the environment", () => {
    expect(resolve("otlp")).toBeInstanceOf(OtlpTelemetry);
  });
});

describe("a mistake is said at once, with its place and the fix", () => {
  const url = "a url such as http://localhost:4318 or https://host";
  const wrongOptions: [OtlpOptions, string][] = [
    [{ url: "localhost:4318" }, `OtlpTelemetry: url is "localhost:4318"; give ${url}`],
    [{ url: "ftp://host" }, `OtlpTelemetry: url is "ftp://host"; give ${url}`],
    [{ url: "" }, `OtlpTelemetry: url is ""; give ${url}`],
    [
      { url: "https://me:secret@host" },
      "OtlpTelemetry: url has a name or password in it; give them in the headers, as authorization",
    ],
    [
      { protocol: "http" as "grpc" },
      'OtlpTelemetry: protocol is "http"; give "http/protobuf" or "http/json" or "grpc"',
    ],
    [{ compression: "zstd" as "gzip" }, 'OtlpTelemetry: compression is "zstd"; give "gzip" or "none"'],
    [
      { headers: { "x y": "secret" } },
      'OtlpTelemetry: headers: "x y" is no header or has a value that is none; give ASCII text',
    ],
    [
      { headers: { "x-y": "ö\n" } },
      'OtlpTelemetry: headers: "x-y" is no header or has a value that is none; give ASCII text',
    ],
    [{ timeoutMs: 0 }, "OtlpTelemetry: timeoutMs is 0; give a whole number from 1 to 99999999"],
    [{ timeoutMs: 1.5 }, "OtlpTelemetry: timeoutMs is 1.5; give a whole number from 1 to 99999999"],
    [
      { batch: { maxBytes: 2 ** 23 } },
      "OtlpTelemetry: batch.maxBytes is 8388608; give a whole number from 1024 to 4194304",
    ],
    [{ batch: { maxRequests: 5 } }, "OtlpTelemetry: batch.maxRequests is 5; give a whole number from 1 to 4"],
    [{ temporality: "other" as "delta" }, 'OtlpTelemetry: temporality is "other"; give "cumulative" or "delta"'],
    [
      { protocol: "grpc", fetch },
      'OtlpTelemetry: fetch is given, and the protocol is "grpc"; leave it out, or give "http/protobuf"',
    ],
    [
      { protocol: "grpc", agent: http.globalAgent },
      'OtlpTelemetry: agent is given, and the protocol is "grpc"; leave it out, or give "http/protobuf"',
    ],
  ];
  const wrongTypes: [unknown, string][] = [
    ["http://host:4318", 'OtlpTelemetry: options is "http://host:4318"; give an object such as { url: "…" }'],
    [null, 'OtlpTelemetry: options is null; give an object such as { url: "…" }'],
    [{ headers: "authorization=secret" }, "OtlpTelemetry: headers is [object String]; give an object"],
    [{ headers: new Map([["x-y", "secret"]]) }, "OtlpTelemetry: headers is [object Map]; give an object"],
    [{ headers: new Headers() }, "OtlpTelemetry: headers is [object Headers]; give an object"],
    [{ resource: ["team"] }, "OtlpTelemetry: resource is [object Array]; give an object"],
    [{ batch: null }, "OtlpTelemetry: batch is [object Null]; give an object"],
    [{ retry: 5 }, "OtlpTelemetry: retry is [object Number]; give an object"],
    [{ tls: "ca.pem" }, "OtlpTelemetry: tls is [object String]; give an object"],
    [{ tls: { ca: "/etc/ca.pem" } }, "OtlpTelemetry: tls.ca is no PEM; give the text of the file, not its path"],
    [{ captureContent: "false" }, 'OtlpTelemetry: captureContent is "false"; give true or false'],
    [{ signals: "SIGTERM" }, 'OtlpTelemetry: signals is "SIGTERM"; give true or false'],
    [{ service: 5 }, "OtlpTelemetry: service is 5; give a text"],
    [{ fetch: "node" }, 'OtlpTelemetry: fetch is "node"; give a function such as fetch'],
    [{ agent: "keep" }, 'OtlpTelemetry: agent is "keep"; give an agent of node:http or node:https'],
    [{ agent: null }, "OtlpTelemetry: agent is null; give an agent of node:http or node:https"],
    [{ fetch, agent: http.globalAgent }, "OtlpTelemetry: fetch and agent are given; leave out one of them"],
    [{ fetch, tls: {} }, "OtlpTelemetry: tls and fetch are given; give the certificates to the fetch"],
    [
      { agent: http.globalAgent, tls: {} },
      "OtlpTelemetry: tls and agent are given; give the certificates to the agent",
    ],
  ];
  test.each([...wrongOptions, ...(wrongTypes as [OtlpOptions, string][])])("option %o", (options, message) => {
    expect(() => new OtlpTelemetry(options)).toThrow(new TypeError(message));
  });

  const pairs = "key=value,key=value with percent-encoded values";
  const wrongVariables: [string, string, string][] = [
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "host", `is "host"; give ${url}`],
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "host", `is "host"; give ${url}`],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "udp", 'is "udp"; give "http/protobuf" or "http/json" or "grpc"'],
    ["OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "10s", 'is "10s"; give a whole number from 1 to 99999999'],
    ["OTEL_EXPORTER_OTLP_HEADERS", "secret", `is "…"; give ${pairs}`],
    ["OTEL_EXPORTER_OTLP_HEADERS", "=secret", `is "…"; give ${pairs}`],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key=%", `is "…"; give ${pairs}`],
    ["OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "deflate", 'is "deflate"; give "gzip" or "none"'],
    ["OTEL_BSP_SCHEDULE_DELAY", "-1", 'is "-1"; give a whole number from 1 to 2147483647'],
    ["OTEL_SDK_DISABLED", "yes", 'is "yes"; give "true" or "false"'],
    [
      "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
      "low",
      'is "low"; give "cumulative" or "delta" or "lowmemory"',
    ],
    [
      "OTEL_EXPORTER_OTLP_CLIENT_KEY",
      "/nowhere/key.pem",
      "is \"/nowhere/key.pem\"; give the path of a PEM file that can be read (ENOENT: no such file or directory, open '/nowhere/key.pem')",
    ],
  ];
  const noPem = join(import.meta.dirname, "otlp-options.test.ts");
  wrongVariables.push([
    "OTEL_EXPORTER_OTLP_CERTIFICATE",
    noPem,
    `is ${JSON.stringify(noPem)}; give the path of a PEM file`,
  ]);
  test.each(wrongVariables)("variable %s=%s", (name, value, message) => {
    environment({ [name]: value });

    expect(() => new OtlpTelemetry()).toThrow(new TypeError(`${name} ${message}`));
  });
});
