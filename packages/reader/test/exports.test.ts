import type { JsonObject } from "@heddle/core";
import {
  buildTraces,
  type ChromeEvent,
  fromOpenInference,
  type Trace,
  toChromeTrace,
  toCsv,
  toOpenInference,
} from "@heddle/reader";
import { describe, expect, test } from "vitest";
import { type SpanFacts, START_MS, span, spanIdOf, start, traceIdOf } from "./recorded.ts";

const traceOf = (...facts: readonly SpanFacts[]) => buildTraces(facts.map(span))[0] as Trace;
const link = (kind: "retry_of" | "handoff", id: number, trace = 1) => ({
  kind,
  traceId: traceIdOf(trace),
  spanId: spanIdOf(id),
});
const START = "2026-11-21T00:00:00.000000Z";

describe("CSV", () => {
  test("has a head and a row a span; what a spreadsheet would take for a formula is none", () => {
    const trace = traceOf(
      { id: 1, name: '=SUM("a",b)', durationMs: 2.5, attributes: { user_id: "@alice", session_id: "s1" } },
      {
        id: 2,
        parent: 1,
        at: 1,
        name: "-call\nagain",
        status: "error",
        exception: "E: x",
        attributes: { "heddle.span.type": "tool", tool: "search", model: "m", tokens_in: 1, tokens_out: 2, cost: 0.5 },
      },
    );
    const [open] = buildTraces([start({ id: 3, trace: 2, name: "open" })]);

    expect(toCsv([trace, open as Trace])).toBe(
      [
        "trace_id,span_id,parent_span_id,depth,name,type,status,started_at,offset_ms,duration_ms,model,tool,input_tokens,output_tokens,cost_usd,user_id,session_id,exception,attributes",
        `${traceIdOf(1)},${spanIdOf(1)},,0,"'=SUM(""a"",b)",,ok,${START},0,2.5,,,,,,'@alice,s1,,"{""user_id"":""@alice"",""session_id"":""s1""}"`,
        `${traceIdOf(1)},${spanIdOf(2)},${spanIdOf(1)},1,"'-call\nagain",tool,error,2026-11-21T00:00:00.001000Z,1,1,m,search,1,2,0.5,'@alice,s1,E: x,"{""heddle.span.type"":""tool"",""tool"":""search"",""model"":""m"",""tokens_in"":1,""tokens_out"":2,""cost"":0.5}"`,
        `${traceIdOf(2)},${spanIdOf(3)},,0,open,,interrupted,${START},0,,,,,,,,,,{}`,
        "",
      ].join("\r\n"),
    );
  });
});

describe("the Trace Event Format", () => {
  const of = (events: readonly ChromeEvent[], ph: string) => events.filter((event) => event.ph === ph);

  test("has a process a trace, a slice a span, its events, and its links as arrows", () => {
    const trace = traceOf(
      { id: 1, name: "run", durationMs: 10 },
      { id: 2, parent: 1, name: "a", at: 1, durationMs: 2, status: "error", exception: "E: x" },
      {
        id: 3,
        parent: 1,
        name: "b",
        at: 4,
        durationMs: 2,
        attributes: { "heddle.span.type": "tool" },
        events: [{ name: "e", time: START_MS + 5, attributes: { k: 1 } }],
        links: [link("retry_of", 2), link("handoff", 99), link("handoff", 2, 5)],
      },
    );
    const us = START_MS * 1000;
    const slice = { ph: "X", cat: "span", pid: 1, tid: 1 };

    expect(toChromeTrace([trace])).toEqual({
      displayTimeUnit: "ms",
      traceEvents: [
        { name: "process_name", ph: "M", pid: 1, tid: 0, args: { name: `run ${traceIdOf(1)}` } },
        { ...slice, name: "run", ts: us, dur: 10_000, args: { span_id: spanIdOf(1), status: "ok" } },
        {
          ...slice,
          name: "a",
          ts: us + 1000,
          dur: 2000,
          args: { span_id: spanIdOf(2), status: "error", exception: "E: x" },
        },
        {
          ...slice,
          name: "b",
          cat: "tool",
          ts: us + 4000,
          dur: 2000,
          args: { "heddle.span.type": "tool", span_id: spanIdOf(3), status: "ok" },
        },
        { name: "e", ph: "i", s: "t", cat: "tool", ts: us + 5000, pid: 1, tid: 1, args: { k: 1 } },
        { name: "retry_of", cat: "link", id: 1, ph: "s", ts: us + 3000, pid: 1, tid: 1 },
        { name: "retry_of", cat: "link", id: 1, ph: "f", bp: "e", ts: us + 4000, pid: 1, tid: 1 },
      ],
    });
  });

  test("gives spans that overlap lanes of their own, and takes a lane again when it is free", () => {
    const parallel = traceOf(
      { id: 1, name: "run", durationMs: 100 },
      { id: 2, parent: 1, name: "a", at: 1, durationMs: 10 },
      { id: 3, parent: 1, name: "b", at: 2, durationMs: 10 },
      { id: 4, parent: 3, name: "in b", at: 3, durationMs: 5 },
      { id: 5, parent: 1, name: "c", at: 20, durationMs: 10 },
      { id: 6, parent: 5, name: "outlives c", at: 21, durationMs: 50 },
    );

    const lanes = of(toChromeTrace([parallel]).traceEvents, "X").map(({ name, tid }) => [name, tid]);

    expect(lanes).toEqual([
      ["run", 1],
      ["a", 1],
      ["b", 2],
      ["in b", 2],
      ["c", 1],
      ["outlives c", 2],
    ]);
  });

  test("ends what was interrupted with its trace; each trace is a process", () => {
    const records = [start({ id: 1 }), span({ id: 2, parent: 1, at: 5, durationMs: 5 }), span({ id: 1, trace: 2 })];

    const slices = of(toChromeTrace(buildTraces(records)).traceEvents, "X");

    expect(slices.map(({ pid, tid, dur }) => [pid, tid, dur])).toEqual([
      [1, 1, 10_000],
      [1, 1, 5000],
      [2, 1, 1000],
    ]);
  });

  test("100,000 spans at once are laid out", () => {
    const wide = Array.from({ length: 100_000 }, (_, id) => ({ id: id + 1, durationMs: 1e6 }));

    expect(of(toChromeTrace([traceOf(...wide)]).traceEvents, "X")).toHaveLength(100_000);
  });
});

describe("OpenInference", () => {
  test("has the kind, content, messages, model, tokens and whose run it is beside what was there", () => {
    const messages = [
      { role: "user", parts: [{ type: "text", content: "a" }, { type: "text", content: "b" }, { type: "text" }, 7] },
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "c1", name: "f", arguments: { x: 1 } }, { type: "tool_call" }],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: "18" }] },
      { role: 7, parts: [{ type: "tool_call_response" }, { type: "tool_call", arguments: "{}" }] },
    ];
    const attributes: JsonObject = {
      "heddle.span.type": "llm",
      "gen_ai.request.model": "gpt-5",
      "gen_ai.provider.name": "openai",
      "gen_ai.input.messages": JSON.stringify(messages),
      "gen_ai.output.messages": "no JSON",
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.output_tokens": 5,
      "gen_ai.usage.cache_read.input_tokens": 3,
      "gen_ai.usage.cost": 0.5,
      "user.id": "alice",
      session_id: "s1",
    };

    const [exported] = toOpenInference(traceOf({ id: 1, name: "chat", attributes }));

    expect(exported).toEqual({
      name: "chat",
      context: { trace_id: traceIdOf(1), span_id: spanIdOf(1) },
      parent_id: null,
      span_kind: "SPAN_KIND_INTERNAL",
      start_time: START,
      end_time: "2026-11-21T00:00:00.001000Z",
      status_code: "OK",
      status_message: "",
      attributes: {
        ...attributes,
        "openinference.span.kind": "LLM",
        "input.value": JSON.stringify(messages),
        "input.mime_type": "application/json",
        "output.value": "no JSON",
        "output.mime_type": "text/plain",
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": "a\nb",
        "llm.input_messages.1.message.role": "assistant",
        "llm.input_messages.1.message.tool_calls.0.tool_call.id": "c1",
        "llm.input_messages.1.message.tool_calls.0.tool_call.function.name": "f",
        "llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments": '{"x":1}',
        "llm.input_messages.2.message.role": "tool",
        "llm.input_messages.2.message.tool_call_id": "c1",
        "llm.input_messages.2.message.content": "18",
        "llm.input_messages.3.message.tool_calls.0.tool_call.function.arguments": "{}",
        "llm.model_name": "gpt-5",
        "llm.provider": "openai",
        "llm.token_count.prompt": 10,
        "llm.token_count.completion": 5,
        "llm.token_count.prompt_details.cache_read": 3,
        "llm.cost.total": 0.5,
        "session.id": "s1",
        "user.id": "alice",
      },
      events: [],
    });
  });

  test("tells failures as events, and a tool by its name; what its attributes say already stays", () => {
    const failed = span({
      id: 1,
      status: "error",
      exception: "E: x",
      error: { type: "E", message: "x", stack: "at y" },
      attributes: { "heddle.span.type": "tool", tool: "search", input: { q: 1 }, "openinference.span.kind": "CHAIN" },
      events: [{ name: "e", time: START_MS, attributes: {} }],
    });
    const traces = buildTraces([
      failed,
      span({ id: 2, status: "cancelled", at: 1, error: { type: "A", message: "b" } }),
      start({ id: 3, at: 2 }),
    ]);

    const [tool, cancelled, open] = traces.flatMap(toOpenInference);

    expect(tool).toMatchObject({
      status_code: "ERROR",
      status_message: "E: x",
      attributes: { "openinference.span.kind": "CHAIN", "input.value": '{"q":1}', "tool.name": "search" },
      events: [
        { name: "e", timestamp: START, attributes: {} },
        {
          name: "exception",
          timestamp: "2026-11-21T00:00:00.001000Z",
          attributes: { "exception.type": "E", "exception.message": "x", "exception.stacktrace": "at y" },
        },
      ],
    });
    expect(cancelled?.attributes).toEqual({ "openinference.span.kind": "CHAIN", "heddle.status": "cancelled" });
    expect([cancelled?.status_code, open?.status_code, open?.end_time, open?.events]).toEqual([
      "UNSET",
      "UNSET",
      null,
      [],
    ]);
  });

  test("and back, it is the same run", () => {
    const run = [
      span({ id: 1, name: "run", durationMs: 12.345 }),
      span({
        id: 2,
        parent: 1,
        at: 1.001,
        status: "error",
        exception: "E: x",
        error: { type: "E", message: "x", stack: "s" },
      }),
      start({ id: 3, parent: 1, at: 2 }),
      span({ id: 4, parent: 1, at: 3, status: "cancelled", exception: "A: b", error: { type: "A", message: "b" } }),
      span({ id: 5, parent: 1, at: 4, status: "cancelled" }),
    ];

    const { records, problems } = fromOpenInference(toOpenInference(buildTraces(run)[0] as Trace));

    const kind = { "openinference.span.kind": "CHAIN" };
    expect(records).toEqual(run.map((record) => ({ ...record, attributes: kind })));
    expect(problems).toEqual([]);
  });
});
