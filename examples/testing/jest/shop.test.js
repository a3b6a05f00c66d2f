import { capture } from "@heddle/testing";
import { expect, test } from "@jest/globals";
import "@heddle/testing/jest";
import { shop } from "../tea-shop.js";

test("the shop asks its model once, and searches for what was asked", async () => {
  const { telemetry } = capture();

  await shop(telemetry, "Do you have green tea?");

  expect(telemetry).toHaveCalledTools([{ name: "search", arguments: { query: "green tea", limit: 3 } }]);
  expect(telemetry).toHaveSpanTree({ name: "shop", children: [{ type: "llm" }, "search"] });
  expect(telemetry).toStayWithin({ maxLlmCalls: 1, maxTotalTokens: 500 });
  expect(telemetry).toHaveNoErrors();
  expect(telemetry).toHaveNoOpenSpans();
  expect(telemetry).toMatchTrace({ withoutAttributes: ["gen_ai.usage.cost"] });
});

(process.env.SHOW_A_FAILURE ? test : test.skip)("what a failure looks like", async () => {
  const { telemetry } = capture();

  await shop(telemetry, "Do you have tea?");

  expect(telemetry).toHaveCalledTools([{ name: "search", arguments: { query: "green tea", limit: 3 } }]);
});
