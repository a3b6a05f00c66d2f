import { type OtlpProtocol, probe } from "@heddle/otlp";
import { expect, test, vi } from "vitest";
import { receiverDown, receiverFor } from "./sender-to.ts";

test.each<OtlpProtocol>(["http/protobuf", "http/json", "grpc"])(
  "a backend that takes %s is asked with nothing in the request",
  async (protocol) => {
    const receiver = await receiverFor(protocol);
    const isHttp = protocol !== "grpc";

    const answers = await probe({ url: receiver.url, protocol, headers: { authorization: "Bearer k" } });

    expect(answers).toEqual([
      { signal: "traces", protocol, url: isHttp ? `${receiver.url}/v1/traces` : receiver.url, kind: "accepted" },
      { signal: "metrics", protocol, url: isHttp ? `${receiver.url}/v1/metrics` : receiver.url, kind: "accepted" },
    ]);
    expect(receiver.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer k", "Bearer k"]);
    expect([receiver.spans(), receiver.metrics()]).toEqual([[], []]);
  },
);

test("what a backend says is told, for each signal, and it is asked once", async () => {
  const receiver = await receiverFor();
  const refusal = { status: 401, headers: { "content-type": "text/plain" }, text: "no such key" };
  receiver.answer = ({ signal }) => (signal === "traces" ? refusal : { status: 503 });
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url);

  const answers = await probe();

  vi.unstubAllEnvs();
  expect(answers.map(({ kind, message }) => [kind, message])).toEqual([
    ["refused", "HTTP 401: no such key"],
    ["failed", "HTTP 503"],
  ]);
  expect(receiver.requests.length).toBe(2);
});

test("where nobody listens, the reason is told", async () => {
  const { url } = await receiverDown();

  const [traces] = await probe(new URL(url));

  expect(traces).toEqual({
    signal: "traces",
    protocol: "http/protobuf",
    url: `${url}/v1/traces`,
    kind: "failed",
    message: `connect ECONNREFUSED ${url.slice("http://".length)}`,
  });
});

test("a url that is none is told at once", async () => {
  await expect(probe("localhost:4318")).rejects.toThrow(
    'OtlpTelemetry: url is "localhost:4318"; give a url such as http://localhost:4318 or https://host',
  );
});
