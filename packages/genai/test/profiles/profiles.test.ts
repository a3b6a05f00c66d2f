import { convertGenAISpanAttributesToOpenInferenceSpanAttributes } from "@arizeai/openinference-genai";
import { type JsonObject, MultiTelemetry, mapSpans, type SpanRecord } from "@heddle/core";
import { isContentAttribute, toOtlpAttributes } from "@heddle/core/bridge";
import {
  configure,
  langfuseProfile,
  langsmithProfile,
  langwatchProfile,
  llm,
  openInferenceProfile,
  retrieval,
} from "@heddle/genai";
import { OTelTelemetry } from "@heddle/otel";
import { decodeTraces, encodeTraces } from "@heddle/otlp";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { anySpan } from "../../../core/test/record-arbitraries.ts";
import { Pipeline, registerContextManager } from "../../../otel/test/pipeline.ts";
import { recording } from "../recording.ts";
import { indexed, shownMessages } from "./read-openinference.ts";
import { runSample, SECRET, sampleRun } from "./sample-run.ts";

registerContextManager();

afterEach(() => {
  configure({ enabled: false });
});

const profiles: [name: string, profile: (record: SpanRecord) => SpanRecord][] = [
  ["openInferenceProfile", openInferenceProfile],
  ["langfuseProfile", langfuseProfile],
  ["langsmithProfile", langsmithProfile],
  ["langwatchProfile", langwatchProfile],
];

const exported = ({ attributes }: SpanRecord): JsonObject => toOtlpAttributes(attributes, { captureContent: true });

/** As its README says to use it. */
const converted = (record: SpanRecord): JsonObject => ({
  ...exported(record),
  ...(convertGenAISpanAttributesToOpenInferenceSpanAttributes(exported(record)) as JsonObject),
});

/** What OpenTelemetry had been given, and what is not in the profile's span. */
const emptied = (before: SpanRecord, after: SpanRecord): JsonObject =>
  Object.fromEntries(
    Object.keys(before.attributes).flatMap((key) => (key in after.attributes ? [] : [[key, ""] as const])),
  );

/** What a span is, without what was said. */
const identity = (record: SpanRecord): JsonObject =>
  Object.fromEntries(Object.entries(exported(record)).filter(([key]) => !isContentAttribute(key)));

const profiled = (record: SpanRecord): JsonObject => exported(openInferenceProfile(record));

/** What a backend that reads OpenInference shows of a span. */
const shown = (attributes: JsonObject) => ({
  kind: attributes["openinference.span.kind"],
  told: shownMessages(attributes, "llm.input_messages"),
  said: shownMessages(attributes, "llm.output_messages"),
  tools: indexed(attributes, "llm.tools").map((tool) => JSON.parse(String(tool["tool.json_schema"]))),
  tokens: ["prompt", "completion", "total", "prompt_details.cache_read"].map(
    (name) => attributes[`llm.token_count.${name}`],
  ),
  session: attributes["session.id"],
  user: attributes["user.id"],
});

const question = `Is the ${SECRET} shop open in Oslo, and is it cold there?`;
const reply = `The ${SECRET} shop is open; it is cold.`;
const say = (role: string, text: string) => ({ role, contents: [["text", text]], calls: [] });
const nothing = {
  told: [],
  said: [],
  tools: [],
  tokens: [undefined, undefined, undefined, undefined],
  session: "s-1",
  user: "alice",
};
const ofOperations = {
  support: { ...nothing, kind: "AGENT", told: [say("user", question)], said: [say("assistant", reply)] },
  embed: { ...nothing, kind: "EMBEDDING", tokens: [9, 0, 9, undefined] },
  "find shops": { ...nothing, kind: "RETRIEVER" },
  hours: { ...nothing, kind: "TOOL" },
  weather: { ...nothing, kind: "TOOL" },
  call: { ...nothing, kind: "TOOL" },
  "tell the shop": { ...nothing, kind: "CHAIN" },
  answer: {
    ...nothing,
    kind: "LLM",
    told: [
      say("system", `You work for the ${SECRET} guild.`),
      say("user", question),
      {
        role: "assistant",
        contents: [["text", `Let me look for ${SECRET}.`]],
        calls: [
          ["c1", "hours", `{"shop":"${SECRET}"}`],
          ["c2", "weather", '{"city":"Oslo"}'],
        ],
      },
      { ...say("tool", `{"${SECRET}":"9-17"}`), callId: "c1" },
      { ...say("tool", "-2 °C"), callId: "c2" },
    ],
    said: [say("assistant", reply)],
    tools: [
      {
        type: "function",
        function: { name: "hours", parameters: { type: "object", properties: { shop: { type: "string" } } } },
      },
      { type: "function", function: { name: "weather", description: "Of today" } },
    ],
    tokens: [120, 30, 150, 20],
  },
};
const all = {
  ...ofOperations,
  "no injection": { ...nothing, kind: "GUARDRAIL" },
  politeness: { ...nothing, kind: "EVALUATOR" },
};

const byName = (spans: readonly SpanRecord[], show: (record: SpanRecord) => JsonObject) =>
  Object.fromEntries(spans.map((span) => [span.name, shown(show(span))]));

describe("the sample run", () => {
  test("keeps kind, messages, tools, tokens, session and user in OpenInference's terms", () => {
    const spans = sampleRun().memory.spans();

    expect(byName(spans, profiled)).toEqual(all);
  });

  test("keeps them where Arize's own converter makes the terms, of what has an operation by the conventions", () => {
    const spans = sampleRun().memory.spans();

    const operations = spans.filter(({ attributes }) => "gen_ai.operation.name" in attributes);
    expect(byName(operations, converted)).toEqual(ofOperations);
  });

  test("keeps them through OTLP", () => {
    const spans = sampleRun().memory.spans();

    const request = encodeTraces(
      spans.map(openInferenceProfile),
      { attributes: { "service.name": "shop" } },
      { captureContent: true },
    );
    const arrived = decodeTraces(request).flatMap((part) => part.spans);

    expect(byName(arrived, ({ attributes }) => attributes)).toEqual(all);
  });

  test("has no span of more than 128 attributes, whoever converts it", () => {
    const spans = sampleRun().memory.spans();

    const counts = [
      converted,
      ...profiles.map(
        ([, profile]) =>
          (span: SpanRecord) =>
            exported(profile(span)),
      ),
    ].flatMap((convert) => spans.map((span) => Object.keys(convert(span)).length));
    expect(counts).toHaveLength(5 * spans.length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(128);
  });

  test.each(profiles.slice(1))("keeps all that it has, as %s makes it", (_name, profile) => {
    const spans = sampleRun().memory.spans();

    for (const { events = [], ...span } of spans) {
      const made = profile({ ...span, events });
      expect(made).toMatchObject(span);
      expect(made.events?.slice(0, events.length)).toEqual(events);
    }
  });

  test.each(profiles)("goes through OpenTelemetry's SDK whole, as %s makes it", (_name, profile) => {
    const pipeline = new Pipeline();
    const { memory, clock } = recording();
    const otel = new OTelTelemetry({ tracerProvider: pipeline.tracerProvider, captureContent: true });
    configure({ telemetry: new MultiTelemetry([memory, mapSpans(otel, profile)]), clock, metrics: false });

    runSample(clock);

    const eventsOf = ({ events = [] }: SpanRecord) => events.map(({ name }) => name);
    expect(
      pipeline.spans.map(({ name, attributes, events }) => [name, attributes, events.map((event) => event.name)]),
    ).toEqual(
      memory
        .spans()
        .map((span) => [span, profile(span)] as const)
        .map(([before, span]) => [
          span.name,
          { ...emptied(before, span), ...exported(span) },
          [...eventsOf(span), ...(span.error ? ["exception"] : [])],
        ]),
    );
  });
});

describe("any chat", () => {
  const text = fc.string({ minLength: 1, maxLength: 8 });
  const call = fc.record({
    type: fc.constant("tool_call"),
    id: text,
    name: text,
    arguments: fc.dictionary(text, text),
  });
  const said = fc.record({ type: fc.constantFrom("text", "reasoning"), content: text });
  const answered = fc.record({ type: fc.constant("tool_call_response"), id: text, response: text });
  const message = fc.oneof(
    fc.record({ role: fc.constantFrom("system", "user"), parts: fc.array(said, { minLength: 1, maxLength: 2 }) }),
    fc.record({
      role: fc.constant("assistant"),
      parts: fc.array(fc.oneof(said, call), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ role: fc.constant("tool"), parts: fc.array(answered, { minLength: 1, maxLength: 2 }) }),
  );
  const counts = fc.record({ inputTokens: fc.nat(), outputTokens: fc.nat() });

  test("is the same to readers of OpenInference, by Arize's converter and by the profile, or says what is left out", () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 40 }), counts, text, (input, usage, userId) => {
        const { span } = recording();
        llm("chat", { model: "gpt-5", input, userId, sessionId: "s-1" }, (inside) => {
          inside.usage(usage);
          return "done";
        });

        const [theirs, ours] = [converted(span()), profiled(span())];

        expect(Object.keys(ours).length).toBeLessThanOrEqual(128);
        const [{ told: all, ...wanted }, { told: kept, ...others }] = [shown(theirs), shown(ours)];
        expect(others).toEqual(wanted);
        const note =
          kept.length < all.length ? [`llm.input_messages: ${all.length - kept.length} of ${all.length}`] : undefined;
        expect(ours["heddle.left_out"]).toEqual(note);
        const head = kept.findIndex((_, index) => !isSame(kept[index], all[index]));
        const first = head === -1 ? kept.length : head;
        expect(kept).toEqual([...all.slice(0, first), ...all.slice(all.length - (kept.length - first))]);
      }),
    );
  });
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

describe.each(profiles)("%s", (_name, profile) => {
  test("adds nothing that is content and is not known as content", () => {
    const spans = sampleRun().memory.spans();

    const sent = encodeTraces(spans.map(profile), { attributes: { "service.name": "shop" } });

    expect(decodeTraces(sent).flatMap((part) => part.spans)).toHaveLength(spans.length);
    expect(Buffer.from(sent).includes(SECRET)).toBe(false);
  });

  test("keeps a chat of 300 messages with 40 tools within 128 attributes, and all that tells what it is", () => {
    const { span } = recording();
    const input = Array.from({ length: 300 }, (_, index) => ({
      role: index % 2 === 0 ? "user" : "assistant",
      content: `message ${index}`,
    }));
    const tools = Array.from({ length: 40 }, (_, index) => ({ type: "function", name: `tool_${index}` }));
    llm("long", { model: "gpt-5", input, tools, sessionId: "s-1", userId: "alice" }, () => "done");

    const result = exported(profile(span()));

    expect(Object.keys(result).length).toBeLessThanOrEqual(128);
    expect(result).toMatchObject(identity(span()));
  });

  test("keeps 200 documents within 128 attributes", () => {
    const { span } = recording();
    retrieval("many", { input: "x" }, () =>
      Array.from({ length: 200 }, (_, index) => ({ id: `${index}`, score: 1 / (index + 1), content: `text ${index}` })),
    );

    const result = exported(profile(span()));

    expect(Object.keys(result).length).toBeLessThanOrEqual(128);
    expect(result).toMatchObject(identity(span()));
  });

  test("takes any span, leaves it as it is, and gives one that fits", () => {
    fc.assert(
      fc.property(anySpanOfOurs, (given) => {
        const record = given as unknown as SpanRecord;
        const before = structuredClone(record);

        const result = profile(record);

        expect(record).toEqual(before);
        expect({ ...result, attributes: {}, events: [] }).toEqual({ ...record, attributes: {}, events: [] });
        expect(Object.keys(result.attributes).length).toBeLessThanOrEqual(126);
        expect(Object.values(result.attributes)).not.toContain(undefined);
        const isDropped = (key: string) =>
          "heddle.dropped_attributes" in result.attributes && !(key in result.attributes);
        const left = Object.keys(record.attributes).filter((key) => !isDropped(key) && !isContentAttribute(key));
        expect(Object.keys(result.attributes)).toEqual(expect.arrayContaining(left));
      }),
    );
  });
});

/** Anything at the names that profiles look at, and any number of others. */
const known = [
  ...["input.messages", "output.messages", "system_instructions", "tool.definitions", "retrieval.documents"],
  ...["tool.call.arguments", "tool.call.result", "retrieval.query.text", "prompt.name", "prompt.version"],
  ...["operation.name", "provider.name", "request.model", "request.stop_sequences", "usage.input_tokens"],
  ...["usage.cache_write.input_tokens", "response.finish_reasons", "response.time_to_first_chunk", "conversation.id"],
  ...["evaluation.name", "evaluation.score.value", "prompt.variable.x"],
].map((name) => `gen_ai.${name}`);
const others = ["input.value", "output.value", "metadata", "tag.tags", "heddle.level", "heddle.guardrail.passed"];
const part = fc.oneof(
  fc.record({ type: fc.constantFrom("text", "reasoning"), content: fc.string() }),
  fc.record({ type: fc.constant("tool_call"), name: fc.string(), arguments: fc.jsonValue() }),
  fc.record({ type: fc.constant("tool_call_response"), id: fc.string(), response: fc.jsonValue() }),
  fc.record({ type: fc.constantFrom("uri", "blob", "file"), modality: fc.constantFrom("image", "audio", "video") }),
  fc.jsonValue(),
);
const messages = fc.array(
  fc.oneof(
    fc.record({ role: fc.constantFrom("user", "tool"), parts: fc.array(part, { maxLength: 6 }) }),
    fc.jsonValue(),
  ),
  { maxLength: 20 },
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.string(),
  messages,
  messages.map((list) => JSON.stringify(list)),
  fc.nat(),
);
const anySpanOfOurs = fc
  .tuple(
    anySpan,
    fc.dictionary(fc.constantFrom(...known, ...others), value, { noNullPrototype: true, maxKeys: 40 }),
    fc.constantFrom(undefined, "LLM", "EMBEDDING", "RETRIEVER", "CHAIN", "none"),
    fc.nat(140),
  )
  .map(([span, attributes, kind, more]) => ({
    ...span,
    attributes: {
      ...span.attributes,
      ...attributes,
      ...(kind !== undefined && { "openinference.span.kind": kind }),
      ...Object.fromEntries(Array.from({ length: more }, (_, index) => [`more.${index}`, index])),
    },
  }));
