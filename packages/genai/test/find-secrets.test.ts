import { findSecrets, maskSecrets, redactText } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** What is found, between brackets after its kind. */
const marked = (text: string) => redactText(text, findSecrets(text), (found, kind) => `⟦${kind}:${found}⟧`);
const unmarked = (text: string) => text.replace(/⟦\w+:([^⟧]*)⟧/g, "$1");

/** So many characters that look random. No key of anybody's is in this file, also for those who scan it. */
const random = (length: number, alphabet = "Zk3vQ8xLw2Rb7TnYp5Hd9Mf4Jc6Gs1Xa") =>
  Array.from({ length }, (_, index) => alphabet[(index * 7 + (index >> 3)) % alphabet.length]).join("");
const hex = (length: number) => random(length, "0a7f3c9e1b8d5264");
const jwt = `eyJ${random(20)}.eyJ${random(40)}.${random(43)}`;
const key = (label: string, body: string) => `-----BEGIN ${label}-----${body}-----END ${label}-----`;
const pem = key("RSA PRIVATE KEY", `\nProc-Type: 4,ENCRYPTED\n\n${random(64)}\n${random(20)}==\n`);

describe("a secret is found", () => {
  test.each([
    [`key ⟦anthropic_key:sk-ant-api03-${random(93)}AA⟧.`],
    [`⟦openai_key:sk-proj-${random(60)}⟧, ⟦openai_key:sk-${random(20)}T3BlbkFJ${random(20)}⟧`],
    [`OPENAI_API_KEY="⟦openai_key:sk-svcacct-${random(60)}⟧"`],
    [`⟦aws_access_key:AKIA${random(16, "ABCDEFGH2345672QRSTUV")}⟧`],
    [`aws_secret_access_key = ⟦secret:${random(30)}/${random(9)}⟧`],
    [`⟦github_token:ghp_${random(36)}⟧ ⟦github_token:github_pat_${random(22)}_${random(59)}⟧`],
    [`https://oauth2:⟦gitlab_token:glpat-${random(20)}⟧@gitlab.com ⟦gitlab_token:glpat-${random(20)}⟧`],
    [`⟦google_api_key:AIza${random(35)}⟧ ⟦google_api_key:ya29.${random(60)}⟧`],
    [
      `⟦slack_token:xoxb-123456789012-${random(24)}⟧ ⟦slack_webhook:https://hooks.slack.com/services/T0/B0/${random(24)}⟧`,
    ],
    [`⟦stripe_key:sk_live_${random(24)}⟧ ⟦stripe_key:rk_test_${random(24)}⟧ ⟦stripe_key:whsec_${random(32)}⟧`],
    [`⟦vendor_token:hf_${random(34)}⟧,⟦vendor_token:npm_${random(36)}⟧;⟦vendor_token:gsk_${random(52)}⟧`],
    [`⟦vendor_token:sk-or-v1-${hex(64)}⟧ ⟦vendor_token:sk-at-${random(32)}⟧ ⟦vendor_token:sdk_${random(32)}⟧`],
    [
      `⟦vendor_token:SG.${random(22)}.${random(43)}⟧ ⟦vendor_token:1234567890:AA${random(33)}⟧ ⟦vendor_token:SK${hex(32)}⟧`,
    ],
    [`⟦vendor_token:lsv2_pt_${hex(32)}_${hex(10)}⟧ ⟦vendor_token:dapi${hex(32)}⟧ ⟦vendor_token:hvs.${random(24)}⟧`],
    [`token ⟦jwt:${jwt}⟧.`],
    [`Authorization: Bearer ⟦jwt:${jwt}⟧`],
    [`Authorization: Bearer ⟦authorization:${random(40)}⟧, authorization: basic ⟦authorization:dXNlcjpwYXNz⟧`],
    [`-H 'Authorization: ⟦secret:${random(32)}⟧'`],
    [`before ⟦private_key:${pem}⟧ after`],
    [
      `⟦private_key:${key("PRIVATE KEY", `\\n${random(64)}\\n`)}⟧ ⟦private_key:${key("PGP PRIVATE KEY BLOCK", "\nVersion: 1\n\nabc\n")}⟧`,
    ],
    [`cut ⟦private_key:-----BEGIN EC PRIVATE KEY-----\n${random(64)}\n${random(40)}⟧… and more text`],
    ["⟦private_key:-----BEGIN PRIVATE KEY-----⟧ -----BEGIN CERTIFICATE-----"],
    ["see ⟦private_key:-----BEGIN PRIVATE KEY-----⟧ in the manual"],
    [
      "postgres://app:⟦password:hunter2⟧@db.internal:5432/x mongodb+srv://u:⟦password:p@ss:w⟧@c.mongodb.net redis://:⟦password:x⟧@[::1]",
    ],
    ['password: "⟦password:hunter2⟧", PASSWORD=⟦password:correct-horse⟧; passwd=⟦password:p4ssword⟧&x'],
    [
      "password: ⟦password:12345678⟧ password=⟦password:#Secure123⟧ password=⟦password:$ecret99⟧ pwd: ⟦password:пароль-1⟧",
    ],
    ["my password is ⟦password:tr0ub4dor⟧, db_password=⟦password:p@ssword⟧ --password ⟦password:s3cret-x⟧"],
    ['{"password":"⟦password:hunter2⟧"} {\\"passphrase\\": \\"⟦password:hunter22⟧\\"}'],
    [`api_key=⟦secret:${random(32)}⟧ "apiKey": "⟦secret:${random(24)}⟧" X-Api-Key: ⟦secret:${random(20)}⟧`],
    [`client_secret='⟦secret:${random(32)}⟧' access_token => ⟦secret:${random(32)}⟧ token := ⟦secret:${random(30)}==⟧`],
    [`AccountKey=⟦secret:${random(86)}==⟧;EndpointSuffix=core.windows.net ?token=⟦secret:${random(24)}⟧&page=2`],
    [`HEROKU_API_KEY=⟦secret:0b5c3f0e-1b1a-4a5b-8c7d-9e0f1a2b3c4d⟧`],
  ])("%s", (expected) => {
    expect(marked(unmarked(expected))).toBe(expected);
  });
});

describe("what is none is left alone", () => {
  test.each([
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 trace_id=4bf92f3577b34da6a3ce929d0e0e4736",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "0b5c3f0e-1b1a-4111-8111-111111111111 2026-11-21T01:42:28.743622Z",
    "gen_ai.usage.input_tokens=4096 max_tokens: 100000 token count: 12345678901234567890 tokens are cheap",
    "the secret is out, the secret: patience; password: required, password: string; password=…, password: 密码必须包含字母和数字 passwords: 12345678",
    `passwords: 12345678 password: ****** password=\${DB_PASSWORD} password: <your password> password=[redacted] pwd=/home/me/p1`,
    "api_key=process.env.OPENAI_API_KEY_2 apiKey: YOUR_API_KEY_1234567 api_key=<API_KEY_12345678> token={{token_12345678}}",
    "token = generateToken2024ForTests(x) password=makePassw0rd(1) api_key: xxxxxxxxxxxxxxxx1 secret=aaaaaaaaaaaaaaaaaaaa1",
    `postgres://app:\${PASSWORD}@db postgres://app:<password>@db postgres://db:5432/x http://a:80/b@c https://x.y/@me`,
    "sk-learn-compatible-estimators sk-ant-xxxxxxxxxxxxxxxxxxxxxxxx1 task-1234567890123456789012 sk_live_ ghp_short1 AKIA123",
    "desk-1234567890123456789012345 xAKIAABCDEFGH234567AB hf_model_name_that_is_long_but_not_a_token1",
    "Basic Internationalization, basic understanding-of-things, the bearer of-good-news-everyone, Bearer <token-12345678>",
    "eyJhbGciOiJIUzI1NiJ9 eyJ.eyJ.x heyJhbGciOiJIUzI1NiJ9x.abc",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE----- -----BEGIN PUBLIC KEY----- BEGIN PRIVATE KEY",
    "order 4111111111111111 costs $1,234.56, call 415-555-0123 or write to bob@example.com",
  ])("%s", (text) => {
    expect(marked(text)).toBe(text);
  });

  test("ids of traces and spans, times and UUIDs, whatever they are", () => {
    const hexes = (length: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });

    fc.assert(
      fc.property(hexes(32), hexes(16), fc.date({ noInvalidDate: true }), fc.uuid(), (traceId, spanId, at, uuid) => {
        const text = `00-${traceId}-${spanId}-01 {"trace_id":"${traceId}","span_id":"${spanId}"} ${at.toISOString()} ${uuid}`;

        expect(marked(text)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

test("where several kinds meet it is one finding, to the end of the last", () => {
  const text = `token=sk-ant-${random(30)}/rest`;

  expect(findSecrets(text)).toEqual([{ kind: "anthropic_key", start: 6, end: text.length }]);
  expect(maskSecrets()(text)).toBe("token=[anthropic_key]");
});

test("what stands in is a text or a function of what was found and its kind", () => {
  const text = "password=hunter2";

  expect(maskSecrets({ replacement: "***" })(text)).toBe("password=***");
  expect(maskSecrets({ replacement: (found, kind) => `<${kind} of ${found.length}>` })(text)).toBe(
    "password=<password of 7>",
  );
  expect(redactText(text, [])).toBe(text);
  expect(redactText("", findSecrets(""))).toBe("");
});
