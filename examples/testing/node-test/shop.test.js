import { test } from "node:test";
import {
  capture,
  expectCalledTools,
  expectNoErrors,
  expectNoOpenSpans,
  expectSpanTree,
  expectWithin,
  traceText,
} from "@heddle/testing";
import { shop } from "../tea-shop.js";

test("the shop asks its model once, and searches for what was asked", async (t) => {
  const { telemetry } = capture();

  await shop(telemetry, "Do you have green tea?");

  expectCalledTools(telemetry, [{ name: "search", arguments: { query: "green tea", limit: 3 } }]);
  expectSpanTree(telemetry, { name: "shop", children: [{ type: "llm" }, "search"] });
  expectWithin(telemetry, { maxLlmCalls: 1, maxTotalTokens: 500 });
  expectNoErrors(telemetry);
  expectNoOpenSpans(telemetry);
  const text = traceText(telemetry, { withoutAttributes: ["gen_ai.usage.cost"] });
  t.assert.snapshot(text, { serializers: [String] });
});

test("what a failure looks like", { skip: !process.env.SHOW_A_FAILURE }, async () => {
  const { telemetry } = capture();

  await shop(telemetry, "Do you have tea?");

  expectCalledTools(telemetry, [{ name: "search", arguments: { query: "green tea", limit: 3 } }]);
});
