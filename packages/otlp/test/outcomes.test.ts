import { describe, expect, test } from "vitest";
import type { Answer } from "./receiver.ts";
import { receiverFor, senderTo } from "./sender-to.ts";

const body = Buffer.from("{}");

/** `google.rpc.Status` with a message and a `RetryInfo` of 1.5 s among its details. */
const status = Buffer.concat([
  Buffer.from([0x08, 14, 0x12, 4]),
  Buffer.from("busy"),
  detail("type.googleapis.com/google.rpc.DebugInfo", Buffer.from([0x0a, 0])),
  detail(
    "type.googleapis.com/google.rpc.RetryInfo",
    Buffer.from([0x0a, 8, 0x08, 1, 0x10, 0x80, 0xca, 0xb5, 0xee, 0x01]),
  ),
]);

/** A detail of a status, as a field of it. */
function detail(type: string, value?: Buffer): Buffer {
  const name = Buffer.concat([Buffer.from([0x0a, type.length]), Buffer.from(type)]);
  const any = value === undefined ? name : Buffer.concat([name, Buffer.from([0x12, value.length]), value]);
  return Buffer.concat([Buffer.from([0x1a, any.length]), any]);
}

describe("an answer over HTTP means", () => {
  const plain = { "content-type": "text/plain" };
  const json = { "content-type": "application/json" };
  const cases: Record<string, [Answer, object]> = {
    "a failure at 500": [
      { status: 500, text: "" },
      { kind: "failed", message: "HTTP 500" },
    ],
    "a failure at 408": [
      { status: 408, text: "" },
      { kind: "failed", message: "HTTP 408" },
    ],
    "a failure for so many seconds at 429": [
      { status: 429, headers: { "retry-after": "3", ...plain }, text: "slow down" },
      { kind: "failed", message: "HTTP 429: slow down", retryAfterMs: 3000 },
    ],
    "a failure until a moment that is over at 503": [
      { status: 503, headers: { "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT" } },
      { kind: "failed", message: "HTTP 503", retryAfterMs: 0 },
    ],
    "a failure at 502 with a page of a proxy": [
      { status: 502, headers: { "content-type": "text/html", "retry-after": "soon" }, text: ` ${"x".repeat(400)}` },
      { kind: "failed", message: `HTTP 502: ${"x".repeat(300)}…` },
    ],
    "a failure at 504 with a status": [
      { status: 504, text: status },
      { kind: "failed", message: "HTTP 504: busy" },
    ],
    "a refusal at 400 with a status of bytes that are none": [
      { status: 400, text: Buffer.from([0xff]) },
      { kind: "refused", message: "HTTP 400" },
    ],
    "a refusal at 401 with a status in JSON": [
      { status: 401, headers: json, text: '{"code":16,"message":"who are you"}' },
      { kind: "refused", message: "HTTP 401: who are you", isMendable: true },
    ],
    "a refusal at 403 with other JSON": [
      { status: 403, headers: json, text: '{"error":"no"}' },
      { kind: "refused", message: 'HTTP 403: {"error":"no"}', isMendable: true },
    ],
    "a refusal at 404 with what is no JSON": [
      { status: 404, headers: json, text: "nobody" },
      { kind: "refused", message: "HTTP 404: nobody", isMendable: true },
    ],
    "too large at 413": [
      { status: 413, headers: plain, text: "" },
      { kind: "refused", message: "HTTP 413", isTooLarge: true },
    ],
    "too large at 400 that says so": [
      { status: 400, headers: plain, text: "http: request body too large" },
      { kind: "refused", message: "HTTP 400: http: request body too large", isTooLarge: true },
    ],
    "the other address at 308": [
      { status: 308, headers: { location: "https://elsewhere/v1/traces" } },
      { kind: "refused", message: "HTTP 308: moved to https://elsewhere/v1/traces; give that as the url" },
    ],
    "a success with a page of its own": [
      { status: 202, headers: { "content-type": "text/html" }, text: "<p>thanks" },
      { kind: "accepted", rejected: 0 },
    ],
    "a failure with a whole page, which answers anybody": [
      { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, text: "\n<!DOCTYPE html><html>" },
      { kind: "failed", message: "HTTP 200: a page of HTML, of no OTLP backend; is it the right url?" },
    ],
    "a success with other JSON": [
      { status: 200, headers: json, text: "[1]" },
      { kind: "accepted", rejected: 0 },
    ],
    "a success whose end nobody reads": [
      { status: 200, headers: json, text: "x".repeat(1_000_000) },
      { kind: "accepted", rejected: 0 },
    ],
  };
  for (const [name, [answer, outcome]] of Object.entries(cases)) {
    test(name, async () => {
      const receiver = await receiverFor("http/protobuf");
      receiver.answer = () => answer;

      expect(await senderTo(receiver).send("traces", body)).toEqual(outcome);
      expect(await senderTo(receiver, "http/protobuf", { fetch }).send("traces", body)).toEqual(outcome);
    });
  }
});

describe("an answer of gRPC means", () => {
  const details = { "grpc-status-details-bin": status };
  const cases: Record<string, [Answer, object]> = {
    "a failure when unavailable": [
      { code: 14, text: "busy" },
      { kind: "failed", message: "UNAVAILABLE: busy" },
    ],
    "a failure without a word": [
      { code: 1, text: "" },
      { kind: "failed", message: "CANCELLED" },
    ],
    "a failure for as long as the details say": [
      { code: 8, text: "quota", trailers: details },
      { kind: "failed", message: "RESOURCE_EXHAUSTED: quota", retryAfterMs: 1500 },
    ],
    "a failure at once, where the details say that without a number": [
      { code: 8, text: "quota", trailers: { "grpc-status-details-bin": detail("google.rpc.RetryInfo") } },
      { kind: "failed", message: "RESOURCE_EXHAUSTED: quota", retryAfterMs: 0 },
    ],
    "a refusal where the details say something else": [
      { code: 8, text: "quota", trailers: { "grpc-status-details-bin": Buffer.from([0x1a, 0]) } },
      { kind: "refused", message: "RESOURCE_EXHAUSTED: quota" },
    ],
    "a failure for as long as the pushback says": [
      { code: 14, text: "busy", trailers: { "grpc-retry-pushback-ms": "250" } },
      { kind: "failed", message: "UNAVAILABLE: busy", retryAfterMs: 250 },
    ],
    "a refusal when the pushback says never": [
      { code: 14, text: "busy", trailers: { "grpc-retry-pushback-ms": "-1" } },
      { kind: "refused", message: "UNAVAILABLE: busy" },
    ],
    "a refusal of what is exhausted for good": [
      { code: 8, text: "quota" },
      { kind: "refused", message: "RESOURCE_EXHAUSTED: quota" },
    ],
    "a refusal with words beyond ASCII": [
      { code: 3, text: "größer 100 %" },
      { kind: "refused", message: "INVALID_ARGUMENT: größer 100 %" },
    ],
    "a refusal of who is unknown": [
      { code: 16, text: "who are you" },
      { kind: "refused", message: "UNAUTHENTICATED: who are you", isMendable: true },
    ],
    "a refusal by a code of the future": [
      { code: 99, text: "later" },
      { kind: "refused", message: "status 99: later" },
    ],
  };
  for (const [name, [answer, outcome]] of Object.entries(cases)) {
    test(name, async () => {
      const receiver = await receiverFor("grpc");
      receiver.answer = () => answer;

      expect(await senderTo(receiver, "grpc").send("traces", body)).toEqual(outcome);
    });
  }

  test("too large when the server's limit of 4 MiB is passed", async () => {
    const receiver = await receiverFor("grpc");

    expect(await senderTo(receiver, "grpc").send("traces", Buffer.alloc(25_000_000))).toEqual({
      kind: "refused",
      message: expect.stringContaining("RESOURCE_EXHAUSTED: Received message larger than max"),
      isTooLarge: true,
    });
  });
});
