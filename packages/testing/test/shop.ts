/** A run of an agent, as its typed spans tell it: it asks a model, finds tea, and fails to buy it. */
import { agent, llm, tool } from "@heddle/genai";
import { type Capture, type CaptureOptions, capture } from "@heddle/testing";

export function shop(options?: CaptureOptions): Capture {
  const captured = capture(options);
  const { telemetry, pass } = captured;
  agent("shop", { telemetry, input: "Green tea?" }, () => {
    llm("plan", { model: "gpt-5", input: "Green tea?" }, (span) => {
      pass(300);
      span.usage({ input_tokens: 100, output_tokens: 20 });
      return "I look for tea.";
    });
    tool("search", { input: { query: "green tea", limit: 3 } }, () => {
      pass(20);
      return [{ id: 1 }];
    });
    buy(pass);
    telemetry.emitMetric("shop.visits", 1, { country: "NL" });
  });
  return captured;
}

/** The agent goes on without. */
function buy(pass: (ms: number) => void): void {
  try {
    tool("buy", { input: { id: 1 } }, () => {
      pass(5);
      throw new Error("out of stock");
    });
  } catch {
    pass(1);
  }
}
