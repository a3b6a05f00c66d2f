/** The agent under test: it asks a model what to look for, and looks for it. */
import { agent, llm, tool } from "@heddle/genai";

/**
 * @param {import("@heddle/core").Telemetry} telemetry
 * @param {string} question
 */
export function shop(telemetry, question) {
  return agent("shop", { telemetry, input: question }, async () => {
    const wanted = await llm("plan", { model: "gpt-5", input: question }, async (span) => {
      span.usage({ input_tokens: 100, output_tokens: 20 });
      return question.replace(/^Do you have (.*)\?$/, "$1");
    });
    const found = await tool("search", { input: { query: wanted, limit: 3 } }, async () => [{ id: 1, name: wanted }]);
    return `We have ${found.length} kind of ${wanted}.`;
  });
}
