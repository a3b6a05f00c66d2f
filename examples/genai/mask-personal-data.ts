/** Personal data and secrets are masked before any sink sees them. */
import { InMemoryTelemetry, redact } from "@heddle/core";
import { configure, maskPii, maskSecrets, tool } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: redact(memory, { keys: ["password"], values: [maskPii(), maskSecrets()] }) });

tool("sign-in", { input: { mail: "ann@example.com", password: "hunter2" } }, () => ({
  token: "ghp_0123456789abcdefghijABCDEFGHIJ012345",
}));

const { attributes } = memory.spans()[0] ?? {};
console.log(attributes?.["gen_ai.tool.call.arguments"], attributes?.["gen_ai.tool.call.result"]);

// Output:
// { mail: '[email]', password: '[redacted]' } { token: '[github_token]' }
