import type { ConsoleOptions, JsonObject, SpanRecord } from "@heddle/core";
import { ConsoleTelemetry } from "@heddle/core";
import { expect, test } from "vitest";
import { picture } from "./console-screenshot.ts";

const span: SpanRecord = {
  kind: "span",
  name: "ask",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  startedAt: 0,
  endedAt: 1,
  durationMs: 1,
  status: "ok",
  attributes: {},
};

const line = (attributes: JsonObject, options: ConsoleOptions = {}) => picture({ ...span, attributes }, options);
const text = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

test("of a call of a model, its type, model, tokens, cost and words are said, and the rest is left to backends", () => {
  const attributes = {
    "heddle.span.type": "llm",
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "openinference.span.kind": "LLM",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.request.temperature": 0,
    "gen_ai.input.messages": [text("system", "Be brief."), text("user", "How is it in Oslo?")],
    "gen_ai.response.id": "r1",
    "gen_ai.response.model": "gpt-5-2025",
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 50,
    "gen_ai.usage.cache_read.input_tokens": 980,
    "gen_ai.usage.reasoning.output_tokens": 20,
    "gen_ai.usage.cost": 0.0006475,
    "gen_ai.output.messages": [text("assistant", "Cold.")],
  };

  expect(line(attributes)).toBe(
    '• [llm] ask (1.0ms) temperature=0, input="How is it in Oslo?", model=gpt-5-2025, tokens=1000→50, cached=980, ' +
      "reasoning=20, cost=$0.0006475, output=Cold.",
  );
  expect(line(attributes, { attributes: "all" })).toContain(
    "• ask (1.0ms) heddle.span.type=llm, gen_ai.operation.name=chat",
  );
});

test.each<[string, JsonObject, string]>([
  ["a tool's name is not said twice", { "gen_ai.tool.name": "ask", "gen_ai.tool.call.id": "c1" }, "call=c1"],
  ["another name is", { "gen_ai.tool.name": "search", "gen_ai.agent.name": "bot" }, "tool=search, agent=bot"],
  ["a session once", { "session.id": "s", "gen_ai.conversation.id": "s", "user.id": "u" }, "session=s, user=u"],
  ["a conversation alone", { "gen_ai.conversation.id": "s" }, "session=s"],
  ["an end that is not the usual one", { "gen_ai.response.finish_reasons": ["length"] }, 'finish=["length"]'],
  ["a model that has not answered", { "gen_ai.request.model": "gpt-5" }, "model=gpt-5"],
  ["tokens of one side", { "gen_ai.usage.input_tokens": 4 }, "tokens=4→?"],
  [
    "names that are taken stay whole",
    { input: 1, "input.value": 2, "output.value": 3 },
    "input=1, input.value=2, output=3",
  ],
  [
    "calls, answers of tools and pictures",
    {
      "gen_ai.input.messages": [
        {
          role: "tool",
          parts: [{ type: "tool_call_response", response: { c: 2 } }, { type: "uri", uri: "x" }, null],
        },
      ],
      "gen_ai.output.messages": [
        {
          role: "assistant",
          parts: [
            { type: "tool_call", name: "f", arguments: { a: 1 } },
            { type: "tool_call", name: "g" },
          ],
        },
      ],
    },
    'input="{\\"c\\":2} [uri] [undefined]", output="f({\\"a\\":1}) g({})"',
  ],
  ["messages that are none", { "gen_ai.input.messages": "hi", "gen_ai.output.messages": [1] }, "input=hi, output=[1]"],
  ["what is not known", { "heddle.waiting_ms": 5, mine: true }, "heddle.waiting_ms=5, mine=true"],
])("%s", (_what, attributes, expected) => {
  expect(line({ "gen_ai.operation.name": "x", ...attributes })).toBe(`• [x] ask (1.0ms) ${expected}`);
});

test("spans that have nothing to do with models are shown as they are", () => {
  const attributes = { "gen_ai.request.model": "gpt-5", "input.value": 1, "heddle.span.type": 7 };

  expect(line(attributes)).toBe("• ask (1.0ms) gen_ai.request.model=gpt-5, input.value=1, heddle.span.type=7");
});

test("annotations and judgements are said by their words", () => {
  const event = (name: string, attributes: JsonObject) => ({ name, time: 0, attributes });
  const events = [
    event("heddle.annotation", { message: "cached results are fresh" }),
    event("heddle.annotation", {}),
    event("gen_ai.evaluation.result", { "gen_ai.evaluation.name": "polite", "gen_ai.evaluation.score.value": 0.5 }),
    event("gen_ai.evaluation.result", { "gen_ai.evaluation.score.label": "pass" }),
    event("gen_ai.evaluation.result", { "gen_ai.evaluation.name": "skipped" }),
  ];

  expect(picture({ ...span, events }, { maxValueLength: 200 })).toBe(
    "• ask (1.0ms) [events: cached results are fresh, heddle.annotation, polite=0.5, gen_ai.evaluation.result=pass, skipped]",
  );
  expect(picture({ ...span, events: events.slice(0, 1) }, { attributes: "all" })).toBe(
    "• ask (1.0ms) [events: heddle.annotation]",
  );
});

test("the type stands before the name, however the span ends", () => {
  const attributes = { "heddle.span.type": "tool" };

  expect(picture({ ...span, attributes, status: "cancelled" })).toBe("⊘ [tool] ask (1.0ms) [cancelled]");
  expect(picture({ ...span, attributes, status: "error" })).toBe("✗ [tool] ask (1.0ms) [ERROR]");
  expect(picture({ ...span, attributes, kind: "span_start" })).toContain("▸ [tool] ask");
});

test("attributes with the names of what every object has are told like any other", () => {
  const attributes = JSON.parse('{"heddle.span.type":"tool","constructor":1,"toString":2,"__proto__":3}');

  expect(picture({ ...span, attributes })).toBe("• [tool] ask (1.0ms) constructor=1, toString=2, __proto__=3");
});

test("an amount that is none is refused", () => {
  expect(() => new ConsoleTelemetry({ attributes: "some" as never })).toThrow(
    'ConsoleTelemetry: attributes is "some"; give "brief" or "all"',
  );
});
