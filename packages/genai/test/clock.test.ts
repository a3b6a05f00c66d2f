import { agent, configure, llm } from "@heddle/genai";
import { capture } from "@heddle/testing";
import { expect, test } from "vitest";

/** The durations and times to the first token that a call of a model tells, of which 250 ms pass by the clock of its telemetry. */
function timesToldOf({ telemetry, metrics, spans, pass }: ReturnType<typeof capture>) {
  agent("shop", { telemetry }, () =>
    llm("plan", { model: "gpt-5" }, (span) => {
      pass(50);
      span.firstToken();
      pass(200);
    }),
  );
  const { attributes } = spans()[0] as { attributes: Record<string, unknown> };
  const seconds = metrics().filter(({ unit }) => unit === "s");
  return [attributes["gen_ai.response.time_to_first_chunk"], ...seconds.map(({ value }) => value)];
}

test("times are by the clock of the telemetry that a span goes to", () => {
  configure();

  expect(timesToldOf(capture())).toEqual([0.05, 0.25, 0.05]);
});

test("a clock in the settings comes before that of the telemetry", () => {
  configure({ clock: capture().clock });

  expect(timesToldOf(capture())).toEqual([0, 0, 0]);

  configure();
});
