import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FileTelemetry, type LiveSink, readJsonl, redact } from "@heddle/core";
import { maskPii, maskSecrets } from "@heddle/genai";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const token = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;

test("as rules of redact they keep people and secrets out of a file, from the opening of a span on", async () => {
  const file = join(temporaryFolder(), "traces.jsonl");
  const telemetry = redact(new FileTelemetry(file), {
    keys: [/password|secret|api_?key/i],
    values: [maskPii(), maskSecrets()],
  });

  telemetry.trace("mail bob@example.com", { input: `{"messages":["I am bob@example.com"],"api_key":"x"}` }, (span) => {
    span.set({ output: ["call +1 415 555 0123", { card: "4111 1111 1111 1111" }], trace: span.traceparent });
    span.event("login", { ip: "8.8.8.8", header: `Authorization: token ${token}` });
    span.fail(new Error(`postgres://app:hunter2@db refused ${token}`));
  });
  telemetry.emitMetric("mails", 1, { to: "bob@example.com" });
  await telemetry.flush();

  const text = readFileSync(file, "utf8");
  const { records } = readJsonl(text);
  expect(text).not.toMatch(/bob@|415 555|4111 1111|8\.8\.8|hunter2|ghp_/);
  expect(records.find(({ kind }) => kind === "span")).toMatchObject({
    name: "mail [email]",
    attributes: {
      input: '{"messages":["I am [email]"],"api_key":"[redacted]"}',
      output: ["call [phone]", { card: "[credit_card]" }],
      trace: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    },
    events: [{ name: "login", attributes: { ip: "[ip_address]", header: "Authorization: token [github_token]" } }],
    error: { message: "postgres://app:[password]@db refused [github_token]" },
  });
  expect(records.find(({ kind }) => kind === "metric")).toMatchObject({ attributes: { to: "[email]" } });
});

test("a mistake in the kinds is told before any record comes", () => {
  expect(() => maskPii({ kinds: ["emial" as "email"] })).toThrow(TypeError);
});

test("a live sink sees masked texts as they happen", () => {
  const seen: unknown[] = [];
  const sink: LiveSink = {
    name: "live",
    open({ name, attributes }) {
      seen.push([name, attributes]);
      return { run: (work) => work(), set: (added) => void seen.push(added), end: ({ name }) => void seen.push(name) };
    },
    write() {},
  };
  const telemetry = redact(sink, { values: [maskPii({ kinds: ["email"], replacement: "@" }), maskSecrets()] });

  telemetry.trace("bob@example.com", { a: token }, (span) => span.set({ b: "8.8.8.8 bob@example.com" }));

  expect(seen).toEqual([["@", { a: "[github_token]" }], { b: "8.8.8.8 @" }, "@"]);
});
