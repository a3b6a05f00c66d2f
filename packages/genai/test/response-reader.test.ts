import { cutValue } from "@heddle/core/bridge";
import { type ModelResponse, readMessages, readResponse, responseReader } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameworkStreams } from "./fixtures/framework-streams.ts";
import { openAiStreams } from "./fixtures/openai-streams.ts";
import { providerStreams } from "./fixtures/provider-streams.ts";

const streams = [...openAiStreams, ...providerStreams, ...frameworkStreams];

/** What a message with one text takes beside the text. */
const BARE = 64 + 64 + JSON.stringify({ type: "text" }).length;

const text = (content: string) => ({ type: "text" as const, content });
const chat = (delta: object, more: object = {}) => ({ choices: [{ index: 0, delta, ...more }] });

function read(chunks: readonly unknown[], options: { readonly maxLength?: number } = {}): ModelResponse | undefined {
  const reader = responseReader(options);
  for (const chunk of chunks) reader.add(chunk);
  return reader.response();
}

const partsOf = (response: ModelResponse | undefined) => response?.messages.map(({ parts }) => parts);

describe("the stream of", () => {
  test.each(streams)("$who", ({ chunks, first, answer }) => {
    const reader = responseReader();

    const hadFirst = chunks.map((chunk) => reader.add(chunk));

    expect(reader.response()).toStrictEqual(readResponse(answer));
    expect(hadFirst.indexOf(true)).toBe(first);
    expect(hadFirst.filter(Boolean)).toHaveLength(first === -1 ? 0 : 1);
  });
});

describe("a stream that is not over", () => {
  test("says what it has brought", () => {
    const reader = responseReader();
    const before = reader.response();

    reader.add(chat({ content: "It " }));
    reader.add(chat({ content: "is" }));

    expect([before, reader.response(), reader.text]).toStrictEqual([
      undefined,
      { messages: [{ role: "assistant", parts: [text("It is")] }], finishReasons: [] },
      "It is",
    ]);
  });

  test("has no reason to have ended", () => {
    const { chunks } = openAiStreams.find(({ who }) => who === "OpenAI's responses") as (typeof openAiStreams)[number];

    const { usage: _usage, ...whole } = read(chunks) as ModelResponse;

    expect(read(chunks.slice(0, -1))).toStrictEqual({
      ...whole,
      messages: [{ role: "assistant", parts: whole.messages[0]?.parts }],
      finishReasons: [],
    });
  });

  test("of steps has used what its steps have", () => {
    const usage = { inputTokens: 10, outputTokens: 5 };
    const step = [{ type: "start-step" }, { type: "text-delta", id: "0", text: "a" }, { type: "finish-step", usage }];

    expect(read([...step, ...step])?.usage).toStrictEqual({ inputTokens: 20, outputTokens: 10 });
  });

  test("of calls keeps what has come of their arguments", () => {
    const chunks = [
      chat({ tool_calls: [{ index: 1, id: "b", function: { name: "two", arguments: '{"y":' } }] }),
      chat({ tool_calls: [{ index: 0, function: { arguments: "" } }] }),
      chat({ tool_calls: [{ index: 0, id: "a", function: { name: "one" } }] }),
    ];

    expect(partsOf(read(chunks))).toStrictEqual([
      [
        { type: "tool_call", id: "a", name: "one", arguments: "" },
        { type: "tool_call", id: "b", name: "two", arguments: '{"y":' },
      ],
    ]);
  });
});

describe("calls without an index", () => {
  test("are told apart by their ids, and a piece with neither is of the last", () => {
    const call = (given: object) => chat({ tool_calls: [given] });
    const chunks = [
      call({ id: "a", function: { name: "one", arguments: "[" } }),
      call({ id: "b", function: { name: "two", arguments: "[" } }),
      call({ function: { arguments: "2]" } }),
      call({ id: "a", function: { arguments: "1]" } }),
      call({ function: { name: "three", arguments: "[3]" } }),
    ];

    expect(partsOf(read(chunks))).toStrictEqual([
      [
        { type: "tool_call", id: "a", name: "one", arguments: [1] },
        { type: "tool_call", id: "b", name: "two", arguments: [2] },
        { type: "tool_call", name: "three", arguments: [3] },
      ],
    ]);
  });
});

describe("an error in a stream", () => {
  const errors = [
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    { error: { message: "Gone.", code: 500 } },
    { choices: [], error: { message: "Gone." } },
    { throttlingException: { message: "Too many." } },
  ];

  test.each(errors)("ends the answer, whatever is said later: %j", (error) => {
    expect(read([error, chat({ content: "It" }, { finish_reason: "stop" })])).toStrictEqual({
      messages: [{ role: "assistant", parts: [text("It")], finish_reason: "error" }],
      finishReasons: ["error"],
    });
  });
});

describe("a chunk that nobody knows", () => {
  const broken = {
    get choices() {
      throw new Error("gone");
    },
  };
  const chunks = [
    undefined,
    null,
    7,
    [],
    {},
    { type: "?" },
    { type: 7 },
    { index: 3 },
    { object: "ping" },
    { done: false, value: "Hi." },
    { metadata: {} },
    broken,
  ];

  test("changes nothing", () => {
    const reader = responseReader();

    const hadContent = chunks.map((chunk) => reader.add(chunk));

    expect([hadContent.some(Boolean), reader.response(), reader.text]).toStrictEqual([false, undefined, ""]);
  });

  test("does no harm among others", () => {
    const known = [chat({ content: "It " }), chat({ content: "is" })];

    expect(read(known.flatMap((chunk) => [...chunks, chunk]))).toStrictEqual(read(known));
  });

  test("of a known type that leaves out what the type promises does no harm either", () => {
    const types = [
      ...streams.flatMap(({ chunks: all }) => all.map((chunk) => (chunk as { type?: string }).type)),
      "response.output_item.done",
      "content_block_stop",
    ];
    const keys = [
      "candidates",
      "choices",
      "contentBlockStart",
      "contentBlockDelta",
      "messageStop",
      "metadata",
      "message",
    ];

    for (const type of new Set(types)) read([{ type }, { type, index: "x", delta: {}, item: {}, message: {} }]);
    for (const key of keys) read([{ [key]: [{}] }, { [key]: {} }, { [key]: { delta: {}, start: {} } }, { [key]: [7] }]);
  });

  test("whatever they are, the response is messages and JSON", () => {
    const seen = streams.flatMap(({ chunks: all }) => all);
    const mangled = fc
      .tuple(fc.constantFrom(...seen), fc.dictionary(fc.string(), fc.anything()))
      .map(([chunk, more]) => ({
        ...(chunk as object),
        ...more,
      }));
    const anyChunk = fc.oneof(fc.anything(), fc.constantFrom(...seen), mangled);

    fc.assert(
      fc.property(fc.array(anyChunk), (given) => {
        const response = read(given);

        expect(JSON.parse(JSON.stringify(response ?? null))).toEqual(response ?? null);
      }),
    );
  });
});

describe("what streams seldom bring", () => {
  const rare: readonly [what: string, chunks: readonly object[], parts: readonly object[]][] = [
    [
      "a beginning that has content already",
      [
        { type: "message_start", message: { content: [{ type: "text", text: "Co" }, { type: "text" }] } },
        { type: "content_block_delta", delta: { type: "text_delta", text: "ld." } },
        { type: "content_block_delta", index: 2, delta: { type: "text_delta" } },
        { type: "content_block_delta", index: 3, delta: { type: "thinking_delta" } },
        { type: "content_block_start", index: 4, content_block: { type: "tool_use", id: "c1" } },
        { type: "content_block_delta", index: 4, delta: { type: "input_json_delta" } },
      ],
      [text("Cold."), text(""), { type: "tool_call", id: "c1", name: "", arguments: {} }],
    ],
    [
      "an image in a list of content",
      [
        chat({
          content: [
            { type: "image_url", image_url: "https://a.b/c.png" },
            { type: "text", text: "Look." },
          ],
        }),
      ],
      [{ type: "uri", modality: "image", uri: "https://a.b/c.png" }, text("Look.")],
    ],
    [
      "an image in a list of LangChain's",
      [{ type: "AIMessageChunk", content: [{ type: "image_url", image_url: "https://a.b/c.png" }, { type: "json" }] }],
      [{ type: "uri", modality: "image", uri: "https://a.b/c.png" }],
    ],
    [
      "a call that says nothing, and what belongs to none",
      [
        { type: "tool-call-start", index: 0, delta: { message: { tool_calls: { id: "c1" } } } },
        { type: "tool-call-delta", index: 1, delta: {} },
      ],
      [{ type: "tool_call", id: "c1", name: "" }],
    ],
    [
      "a call of OpenAI's whose name comes late",
      [
        chat({ tool_calls: [{ index: 0, id: "c1" }] }),
        chat({
          tool_calls: [
            { index: 0, function: { name: "now" } },
            { index: 0, function: { arguments: "{}" } },
          ],
        }),
      ],
      [{ type: "tool_call", id: "c1", name: "now", arguments: {} }],
    ],
    [
      "an item without a name, and an end without items",
      [
        { type: "response.reasoning_text.delta", output_index: 1, delta: "Hm." },
        { type: "response.output_item.added", item: { type: "custom_tool_call", call_id: "c1" } },
        { type: "response.custom_tool_call_input.delta", delta: "select 1" },
        { type: "response.custom_tool_call_input.delta" },
        { type: "response.completed", response: { id: "r-1" } },
      ],
      [
        { type: "tool_call", id: "c1", name: "", arguments: "select 1" },
        { type: "reasoning", content: "Hm." },
      ],
    ],
    [
      "a call of Bedrock's without a name, and deltas of other kinds",
      [
        { contentBlockStart: { start: { toolUse: { toolUseId: "c1" } }, contentBlockIndex: 0 } },
        { contentBlockStart: { start: {}, contentBlockIndex: 1 } },
        { contentBlockDelta: { delta: { toolUse: {} }, contentBlockIndex: 0 } },
        { contentBlockDelta: {} },
        { contentBlockDelta: { delta: { image: { format: "png" } }, contentBlockIndex: 1 } },
        { contentBlockStop: { contentBlockIndex: 0 } },
      ],
      [
        { type: "tool_call", id: "c1", name: "", arguments: {} },
        { type: "generic", value: { image: { format: "png" } } },
      ],
    ],
    [
      "parts of the AI SDK's without ids",
      [
        { type: "tool-call", toolName: "now", input: "{}" },
        { type: "text-delta", text: "Now." },
        { type: "tool-input-start", id: "c1" },
      ],
      [
        { type: "tool_call", id: "", name: "now", arguments: {} },
        text("Now."),
        { type: "tool_call", id: "c1", name: "" },
      ],
    ],
  ];

  test.each(rare)("%s", (_what, chunks, parts) => {
    expect(partsOf(read(chunks))).toStrictEqual([parts]);
  });

  test("the text is of all answers, and of no other part", () => {
    const reader = responseReader();

    reader.add({ choices: [{ index: 1, delta: { content: "B", reasoning_content: "Hm." } }] });
    reader.add({ choices: [{ index: "?", delta: { content: "A" } }] });

    expect(reader.text).toBe("AB");
  });
});

test("what is done to a chunk later does not show, and a usage that cannot all be read breaks nothing", () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5 };
  const broken = {
    completion_tokens: 7,
    get details() {
      throw new Error("gone");
    },
  };
  const reader = responseReader();

  reader.add({ choices: [], usage });
  usage.prompt_tokens = 99;
  const before = reader.response()?.usage;
  reader.add({ choices: [], usage: broken });

  expect([before, reader.response()?.usage]).toStrictEqual([
    { inputTokens: 10, outputTokens: 5 },
    { inputTokens: 10, outputTokens: 7 },
  ]);
});

describe("what finds no room", () => {
  const long = "abcdefghij".repeat(20);

  test("is counted in the text that it belongs to, as everywhere else", () => {
    const pieces = ["abc", "defg", "\u{1F600}", "hij"];
    const chunks = pieces.map((content) => chat({ content }));

    for (const length of [0, 1, 6, 7, 8, 9, 11]) {
      const parts = partsOf(read(chunks, { maxLength: BARE + length }));

      expect(parts).toStrictEqual([[text(String(cutValue(pieces.join(""), length)))]]);
    }
  });

  test("of arguments leaves the beginning of their JSON", () => {
    const json = JSON.stringify({ long });
    const call = { type: "tool_call", id: "a", name: "one" };
    const chunk = chat({ tool_calls: [{ index: 0, id: "a", function: { name: "one", arguments: json } }] });

    const parts = partsOf(read([chunk], { maxLength: 64 + 64 + JSON.stringify(call).length + 20 }));

    expect(parts).toStrictEqual([[{ ...call, arguments: `${json.slice(0, 20)}… [${json.length - 20} more]` }]]);
  });

  test("of whole parts is counted at the end, and what is small finds its place", () => {
    const image = { inlineData: { mimeType: "image/png", data: "a".repeat(10_000) } };
    const call = { functionCall: { name: "f".repeat(10_000) } };
    const chunks = [
      { candidates: [{ content: { parts: [{ text: "Look:" }, image] } }] },
      { candidates: [{ content: { parts: [call, { text: "Well?" }] } }] },
    ];
    const [lost] = readMessages([{ role: "model", parts: [image, call] }]);
    const lengths = lost?.parts.map((part) => JSON.stringify(part).length) as [number, number];

    expect(partsOf(read(chunks, { maxLength: 1000 }))).toStrictEqual([
      [text("Look:Well?"), { type: "generic", value: `… [${lengths[0] + lengths[1]} more]` }],
    ]);
  });

  test("of a call is counted with all that comes of it later", () => {
    const name = "f".repeat(1000);
    const chunks = [
      chat({ tool_calls: [{ index: 0, id: "a", function: { name, arguments: "[1" } }] }),
      chat({ tool_calls: [{ index: 0, function: { arguments: "]" } }] }),
    ];
    const length = JSON.stringify({ type: "tool_call", id: "a", name }).length + "[1]".length;

    expect(partsOf(read(chunks, { maxLength: 500 }))).toStrictEqual([
      [{ type: "generic", value: `… [${length} more]` }],
    ]);
  });

  test("of names that come late leaves them out", () => {
    const late = { tool_calls: [{ index: 0, function: { name: "weather" } }] };
    const chunks = [chat({ tool_calls: [{ index: 0, id: "a" }] }), chat(late)];
    const bare = { type: "tool_call", id: "a", name: "" };

    const parts = partsOf(read(chunks, { maxLength: 64 + 64 + JSON.stringify(bare).length }));

    expect(parts).toStrictEqual([[bare]]);
  });

  test("of messages is counted in one of its own", () => {
    const chunks = Array.from({ length: 10 }, (_, index) => ({ choices: [{ index, delta: { content: "abc" } }] }));

    expect(partsOf(read(chunks, { maxLength: 2 * (BARE + 3) }))).toStrictEqual([
      [text("abc")],
      [text("abc")],
      [{ type: "generic", value: "… [24 more]" }],
    ]);
  });

  test("of the last event of a response is counted, too, and what came before makes room", () => {
    const output = [{ type: "message", content: [{ type: "output_text", text: long }] }];
    const chunks = [
      { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: long },
      { type: "response.completed", response: { status: "completed", output } },
    ];

    expect(partsOf(read(chunks, { maxLength: BARE + 5 }))).toStrictEqual([[text("abcde… [195 more]")]]);
  });

  test("stays out, however much comes", () => {
    const calls = (turn: number) => [{ index: turn, id: `call-${turn}`, function: { name: "f", arguments: long } }];
    const reader = responseReader({ maxLength: 10_000 });

    for (let turn = 0; turn < 20_000; turn++) {
      reader.add({ choices: [{ index: turn % 50, delta: { content: long, tool_calls: calls(turn) } }] });
    }

    expect(JSON.stringify(reader.response()).length).toBeLessThan(30_000);
  });

  test("must be a length", () => {
    for (const maxLength of [0, -1, 1.5, Number.NaN, "9" as never]) {
      expect(() => responseReader({ maxLength })).toThrow(
        new RangeError(`responseReader: maxLength is ${maxLength}; give a positive whole number`),
      );
    }
  });
});
