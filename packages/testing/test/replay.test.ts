import { join } from "node:path";
import { FileTelemetry, type Telemetry } from "@heddle/core";
import { agent, llm, tool } from "@heddle/genai";
import { answerText, capture, type RecordedRun, type Replay, ReplayMismatch, replay } from "@heddle/testing";
import { expect, test } from "vitest";
import { shop } from "./shop.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const question = [{ role: "user", content: "Green tea?" }];

/** The program of `shop`, on what was recorded of it. */
async function again(run: Replay, query = "green tea"): Promise<unknown[]> {
  const plan = await run.llm(question, undefined, answerText);
  const found = await run.tool("search", { limit: 3, query });
  const bought = await run.tool("buy", { id: 1 }).catch((error: unknown) => error);
  return [plan, found, bought];
}

test("a program runs again on what models and tools gave, and threw", async () => {
  const run = replay(shop());

  const [plan, found, bought] = await again(run);

  expect([plan, found]).toEqual(["I look for tea.", [{ id: 1 }]]);
  expect(bought).toMatchObject({ name: "Error", message: "out of stock" });
  expect(run.calls.map(({ kind, name, source }) => [kind, name, source])).toEqual([
    ["llm", "", "recording"],
    ["tool", "search", "recording"],
    ["tool", "buy", "recording"],
  ]);
  expect([run.unused, run.mismatch]).toEqual([[], undefined]);
});

test("a file is replayed, too; each call is found by what it was given, then by its order", async () => {
  const path = join(temporaryFolder(), "run.jsonl");
  const telemetry = new FileTelemetry(path);
  record(telemetry, ["a", 1], ["b", 2], ["a", { n: 3 }], ["a", undefined]);
  await telemetry.flush();
  const run = replay(path);

  const answers = [
    await run.tool("f", "b"),
    await run.tool("f", "a"),
    await run.tool("f", "a"),
    await run.tool("f", "a"),
  ];

  expect(answers).toEqual([2, 1, { n: 3 }, undefined]);
  await expect(run.tool("f", "a")).rejects.toThrow('replay: call 5, f("a"), was recorded 3 times, and was given out');
});

function record(telemetry: Telemetry, ...calls: readonly (readonly [input: unknown, output: unknown])[]): void {
  for (const [input, output] of calls) tool("f", { telemetry, input }, () => output);
}

test("a request to Gemini finds its answer, written as the client takes it or as the model is sent it", async () => {
  const { telemetry } = capture();
  const found = { role: "user", parts: [{ functionResponse: { name: "search", response: { stock: 1 } } }] };
  const call = { role: "model", parts: [{ functionCall: { name: "search", args: { query: "tea" } } }] };
  const contents = [{ role: "user", parts: [{ text: "Green tea?" }] }, call, found];
  const request = { model: "gemini-3-pro", contents, config: { systemInstruction: "Be brief.", temperature: 0 } };
  llm("ask", { telemetry, request }, () => "Yes.");
  llm("ask", { telemetry, request: { model: "gemini-3-pro", contents: "Black tea?" } }, () => "No.");
  const run = replay(telemetry);

  const answers = [
    await run.llm({ contents, systemInstruction: { parts: [{ text: "Be brief." }] } }, undefined, answerText),
    await run.llm({ contents: "Black tea?" }, undefined, answerText),
  ];

  expect(answers).toEqual(["Yes.", "No."]);
});

test("the first call that differs says so, beside the recorded one that is nearest", async () => {
  const run = replay(shop());

  const thrown = again(run, "black tea");

  await expect(thrown).rejects.toThrow(ReplayMismatch);
  expect(run.mismatch?.message).toBe(
    [
      'replay: call 2, search({ limit: 3, query: "black tea" }), is not in the recording',
      'nearest is recorded call 2, search({ query: "green tea", limit: 3 })',
      '  query is "black tea", recorded "green tea"',
    ].join("\n"),
  );
  expect(run.mismatch).toMatchObject({ name: "ReplayMismatch", place: 2, nearest: { place: 2, name: "search" } });
  expect(run.unused.map(({ name }) => name)).toEqual(["search", "buy"]);
});

test("a model's call that differs says where, message by message", () => {
  const asked = (...messages: readonly object[]) => mismatchOf(shop(), (run) => run.llm(messages));
  const user = { role: "user", content: "Black tea?" };

  expect(asked(user)).toBe(
    [
      'replay: call 1, a model asked user: "Black tea?", is not in the recording',
      'nearest is recorded call 1, a model asked user: "Green tea?"',
      '  messages[0].text is "Black tea?", recorded "Green tea?"',
    ].join("\n"),
  );
  const calls = [{ id: "c1", name: "search", arguments: { q: 1 } }];
  const answer = { role: "assistant", content: "I look.", toolCalls: calls };
  expect(asked(...question, answer, { role: "user", content: [{ type: "image", id: "i" }] })).toBe(
    [
      'replay: call 1, a model asked user: { type: "image" }, after 2 messages, is not in the recording',
      'nearest is recorded call 1, a model asked user: "Green tea?"',
      '  messages[1] was not recorded: assistant: "I look.", search({ q: 1 })',
      '  messages[2] was not recorded: user: { type: "image" }',
    ].join("\n"),
  );
  expect(mismatchOf(shop(), (run) => run.llm({ question: "Black tea?" }))).toContain(
    'call 1, a model asked { question: "Black tea?" }, is not in the recording',
  );
  expect(mismatchOf(shop(), (run) => run.llm(undefined))).toContain("\n  input is not there, recorded [");
});

test("texts that are long are shown from where they part; messages that are missing are told", () => {
  const { telemetry } = capture();
  const input = [
    { role: "system", content: `${"Be brief. ".repeat(50)}Speak Dutch.` },
    { role: "user", content: "Hi." },
  ];
  llm("plan", { telemetry, input }, () => "Hoi.");

  const message = mismatchOf(telemetry, (run) => {
    return run.llm([{ role: "system", content: `${"Be brief. ".repeat(50)}Speak French.` }]);
  });

  expect(message?.split("\n").slice(1)).toEqual([
    'nearest is recorded call 1, a model asked user: "Hi.", after 1 message',
    `  messages[0].text is …${"Be brief. ".repeat(4).slice(6)}Speak French.", recorded …${"Be brief. ".repeat(4).slice(6)}Speak Dutch."`,
    '  messages[1] is not there, recorded user: "Hi."',
  ]);
});

test("what was recorded in place of the call is told where something else is nearest", () => {
  const message = mismatchOf(shop(), (run) => run.tool("buy", { id: 2 }));

  expect(message).toBe(
    [
      "replay: call 1, buy({ id: 2 }), is not in the recording",
      'recorded there is a model asked user: "Green tea?"',
      "nearest is recorded call 3, buy({ id: 1 })",
      "  id is 2, recorded 1",
    ].join("\n"),
  );
});

test("many differences are told in few lines, and nothing is nearest where nothing is left", async () => {
  const { telemetry } = capture();
  record(telemetry, [{}, 1]);
  const wide = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`k${n}`, n]));
  const used = replay(telemetry);
  await used.tool("f", {});

  expect(mismatchOf(telemetry, (run) => run.tool("f", wide))).toMatch(
    /\n {2}k4 is 4, and was not recorded\n {2}and 4 more$/,
  );
  expect(mismatchOf(telemetry, (run) => run.tool("g", {}))).toContain("nearest is recorded call 1, f({})");
  await expect(used.tool("f", {})).rejects.toThrow(/^replay: call 2, f\({}\), was recorded once, and was given out$/);
});

test("what follows from the first call that differs throws the same", async () => {
  const run = replay(shop());

  const [first, second] = await Promise.allSettled([run.tool("tea", undefined), run.llm("Black tea?")]);

  expect(first).toEqual({ status: "rejected", reason: run.mismatch });
  expect(second).toEqual(first);
  expect(run.mismatch?.message).toMatch(/^replay: call 1, tea\(\), is not in the recording/);
});

/** What the first call of a replay throws. */
function mismatchOf(recorded: RecordedRun, call: (run: Replay) => Promise<unknown>): string | undefined {
  const run = replay(recorded);
  call(run).catch(() => {});
  return run.mismatch?.message;
}

test("a text that a tool has made stays a text, though it is JSON; where all is text, it is what it says", async () => {
  const { telemetry } = capture();
  record(telemetry, [{ n: 1 }, '{ "a": 1 }'], ['{"n":2}', '{ "a": 1 }']);
  const run = replay(telemetry);

  expect([await run.tool("f", { n: 1 }), await run.tool("f", { n: 2 })]).toEqual(['{ "a": 1 }', { a: 1 }]);
});

test("what is null is the same as nothing, as it is recorded; what a tool gave is null again", async () => {
  const { telemetry } = capture();
  record(telemetry, [null, null], [undefined, 2], ["null", 3]);
  const run = replay(telemetry);

  expect([await run.tool("f", null), await run.tool("f", undefined), await run.tool("f", "null")]).toEqual([
    null,
    2,
    3,
  ]);
});

test("a stream that a model has answered with is given whole", async () => {
  const { telemetry } = capture();
  const words = llm.stream("chat", { telemetry, input: question }, async function* () {
    yield "Green ";
    yield "tea.";
  });
  for await (const _ of words);

  expect(await replay(telemetry).llm(question, undefined, answerText)).toBe("Green tea.");
  expect(await replay(telemetry).llm({ model: "gpt-5", messages: question }, undefined, answerText)).toBe("Green tea.");
});

test("a model's answer that was not recorded is told, rather than given as none", async () => {
  const { telemetry } = capture();
  llm("plan", { telemetry, input: question, capture: { input: true, output: false } }, () => "I look.");

  await expect(replay(telemetry).llm(question)).rejects.toThrow(
    'replay: it was not recorded what the model answered in recorded call 1, "plan"; record it: captureContent of an Agent, capture of configure(), llm.stream of what is streamed',
  );
});

test("a call that was called off, or cut off by a crash, is told as such", () => {
  const { telemetry } = capture();
  record(telemetry, [1, 1]);
  tool.start("f", { telemetry, input: 2 });
  try {
    tool("f", { telemetry, input: 3 }, () => {
      throw new DOMException("enough", "AbortError");
    });
  } catch {}

  for (const input of [2, 3]) {
    expect(mismatchOf(telemetry, (run) => run.tool("f", input))?.split("\n")[0]).toBe(
      `replay: call 1, f(${input}), was called off, or cut off by a crash, when it was recorded`,
    );
  }
});

test("from a call on it is live; and all that is not recorded, if it shall be", async () => {
  const live = async () => "from the shop";
  const [stepped, loose] = [replay(shop(), { liveFrom: 2 }), replay(shop(), { onMismatch: "live" })];

  await stepped.llm(question);
  expect(await stepped.tool("search", { query: "green tea", limit: 3 }, live)).toBe("from the shop");
  expect(await loose.tool("search", { query: "black tea" }, live)).toBe("from the shop");
  expect(await loose.tool("search", { query: "green tea", limit: 3 }, live)).toEqual([{ id: 1 }]);

  expect([stepped.mismatch, loose.mismatch?.place]).toEqual([undefined, 1]);
  expect(stepped.calls.map(({ source }) => source)).toEqual(["recording", "live"]);
  await expect(stepped.tool("buy", { id: 1 }, "live" as never)).rejects.toThrow(TypeError);
  await expect(stepped.tool("buy", { id: 1 })).rejects.toThrow(
    new TypeError("replay: call 4 is to be made for real; give a function that makes it, or model() a model"),
  );
});

test("only calls that have ended are given, of one trace if told; a call around another one is none", async () => {
  const { telemetry, spans } = capture();
  llm("outer", { telemetry, input: "hi" }, () => llm("inner", { input: "hi" }, () => "hello"));
  agent("other", { telemetry }, () => tool("f", { input: 1 }, () => "second"));
  tool.start("f", { telemetry, input: 2 });
  const [outer] = spans();
  const traceId = outer?.traceId ?? "";

  const [all, one] = [replay(telemetry), replay(telemetry, { trace: traceId })];

  expect(all.unused.map(({ name, place }) => [name, place])).toEqual([
    ["inner", 1],
    ["f", 2],
  ]);
  expect(one.unused.map(({ name }) => name)).toEqual(["inner"]);
});

test("a failure that a foreign program has recorded in a line is thrown by that line", async () => {
  const span = {
    kind: "span",
    name: "f",
    traceId: "1".repeat(32),
    startedAt: 0,
    endedAt: 1,
    durationMs: 1,
    status: "error",
    attributes: { "heddle.span.type": "tool", input: "x" },
  } as const;
  const run = replay([
    { ...span, spanId: "1".repeat(16), exception: "busy" },
    { ...span, spanId: "2".repeat(16) },
  ]);

  await expect(run.tool("f", "x")).rejects.toThrow("busy");
  await expect(run.tool("f", "x")).rejects.toThrow("Error");
});

test("what cannot be replayed is told at once", () => {
  const { telemetry } = capture();
  tool("f", { telemetry }, () => 1);

  expect(() => replay([])).toThrow("replay: there is no call of a model or a tool in the run");
  expect(() => replay(shop(), { trace: "abc" })).toThrow(
    'replay: there is no call of a model or a tool in trace "abc"',
  );
  expect(() => replay(telemetry)).toThrow("replay: it was not recorded what the calls were given; ");
  expect(() => replay(shop(), { from: 1 } as never)).toThrow(
    'replay: there is no "from"; there are trace, liveFrom, onMismatch',
  );
  expect(() => replay(shop(), { trace: 3 as never })).toThrow("replay: trace is 3; give the id of a trace");
  expect(() => replay(shop()).model("gpt" as never)).toThrow(
    'replay: model("gpt"); give a model with stream(), or nothing',
  );
  expect(() => replay(shop()).model(null as never)).toThrow("replay: model(null)");
  for (const given of ["x", [null], [{}]]) {
    expect(() => replay(shop()).tools(given as never)).toThrow(
      /^replay: tools\(.*\); give a list of what tool\(\) returns$/,
    );
  }
  expect(() => replay(shop(), { liveFrom: 0 })).toThrow("replay: liveFrom is 0; give the number of a call, from 1");
  for (const liveFrom of ["3", 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => replay(shop(), { liveFrom: liveFrom as never })).toThrow(/^replay: liveFrom is /);
  }
  expect(() => replay(shop(), { onMismatch: "skip" as never })).toThrow(
    'replay: onMismatch is "skip"; give "throw" or "live"',
  );
});
