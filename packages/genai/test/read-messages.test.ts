import { type ChatMessage, readMessages } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const text = (content: string) => ({ type: "text" as const, content });
const call = (id: string, name: string, args: object) => ({
  type: "tool_call" as const,
  id,
  name,
  arguments: args as never,
});
const response = (id: string, given: unknown) => ({
  type: "tool_call_response" as const,
  id,
  response: given as never,
});

/** The same conversation, as each of them writes it. */
const expected: readonly ChatMessage[] = [
  { role: "system", parts: [text("Be brief.")] },
  { role: "user", parts: [text("Weather in Oslo?")] },
  { role: "assistant", parts: [text("Let me see."), call("c1", "weather", { city: "Oslo" })] },
  { role: "tool", parts: [response("c1", "cold")] },
];

class AIMessage {
  content = "Let me see.";
  tool_calls = [{ id: "c1", name: "weather", args: { city: "Oslo" }, type: "tool_call" }];

  _getType() {
    return "ai";
  }
}

const conversations: readonly [who: string, given: unknown][] = [
  [
    "OpenAI's chat",
    [
      { role: "developer", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Weather in Oslo?" }] },
      {
        role: "assistant",
        content: "Let me see.",
        tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }],
      },
      { role: "tool", tool_call_id: "c1", content: "cold" },
    ],
  ],
  [
    "Anthropic, a whole request",
    {
      model: "claude",
      system: [{ type: "text", text: "Be brief." }],
      messages: [
        { role: "user", content: "Weather in Oslo?" },
        {
          role: "assistant",
          content: [
            { type: "text", text: "Let me see." },
            { type: "tool_use", id: "c1", name: "weather", input: { city: "Oslo" } },
          ],
        },
        { role: "tool", content: [{ type: "tool_result", tool_use_id: "c1", content: "cold" }] },
      ],
    },
  ],
  [
    "the AI SDK",
    {
      system: "Be brief.",
      messages: [
        { role: "user", content: "Weather in Oslo?" },
        {
          role: "assistant",
          content: [
            { type: "text", text: "Let me see." },
            { type: "tool-call", toolCallId: "c1", toolName: "weather", input: { city: "Oslo" } },
          ],
        },
        { role: "tool", content: [{ type: "tool-result", toolCallId: "c1", toolName: "weather", output: "cold" }] },
      ],
    },
  ],
  [
    "LangChain's instances and serialised messages",
    [
      {
        lc: 1,
        type: "constructor",
        id: ["langchain_core", "messages", "SystemMessage"],
        kwargs: { content: "Be brief." },
      },
      { type: "human", content: "Weather in Oslo?" },
      new AIMessage(),
      { type: "tool", tool_call_id: "c1", name: "weather", content: "cold" },
    ],
  ],
  ["the conventions themselves", expected],
];

describe("a conversation of", () => {
  test.each(conversations)("%s", (_who, given) => {
    expect(readMessages(given)).toStrictEqual(expected);
  });

  test("OpenAI's responses, item by item", () => {
    const given = {
      instructions: "Be brief.",
      input: [
        { role: "user", content: [{ type: "input_text", text: "Weather in Oslo?" }] },
        { type: "reasoning", summary: [{ type: "summary_text", text: "One." }, { text: "Two." }, "?"] },
        { type: "function_call", call_id: "c1", name: "weather", arguments: '{"city":"Oslo"}' },
        { type: "function_call_output", call_id: "c1", output: '{"sky":"grey"}' },
      ],
    };

    expect(readMessages(given)).toStrictEqual([
      expected[0],
      expected[1],
      { role: "assistant", parts: [{ type: "reasoning", content: "One.\nTwo.\n" }] },
      { role: "assistant", parts: [call("c1", "weather", { city: "Oslo" })] },
      { role: "tool", parts: [response("c1", '{"sky":"grey"}')] },
    ]);
  });

  test("Gemini", () => {
    const given = {
      systemInstruction: { parts: [{ text: "Be brief." }] },
      contents: [
        { role: "user", parts: [{ text: "Weather in Oslo?" }] },
        {
          role: "model",
          parts: [{ text: "Hm.", thought: true }, { functionCall: { name: "weather", args: { city: "Oslo" } } }],
        },
        { role: "function", parts: [{ functionResponse: { name: "weather", response: { sky: "grey" } } }] },
      ],
    };

    expect(readMessages(given)).toStrictEqual([
      expected[0],
      expected[1],
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "Hm." },
          { type: "tool_call", name: "weather", arguments: { city: "Oslo" } },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", response: { sky: "grey" } }] },
    ]);
  });
});

describe("a part", () => {
  const partsOf = (...content: unknown[]) => readMessages([{ role: "user", content }])[0]?.parts;

  test("that is an image, a sound or a document says where it is, or holds it", () => {
    expect(
      partsOf(
        { type: "image_url", image_url: { url: "https://a.b/c.png" } },
        { type: "input_image", image_url: "https://a.b/d.png" },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
        { type: "image", source: { type: "url", url: "https://a.b/e.png" } },
        { type: "input_audio", input_audio: {}, data: "aGk=", mimeType: "audio/wav" },
        { type: "document", source: { type: "file", file_id: "f-1" } },
        { inlineData: { mimeType: "video/mp4", data: "aGk=" } },
        { fileData: { mimeType: "application/pdf", fileUri: "gs://a/b" } },
        { type: "uri", modality: "image", uri: "https://a.b/f.png" },
        { type: "file", mediaType: "image/png", data: new URL("https://a.b/g.png") },
        { type: "file", mediaType: "audio/wav", data: { type: "data", data: "aGk=" } },
        { type: "file", file: { file_id: "f-2", filename: "a.pdf" } },
        { type: "input_audio", input_audio: { data: "aGk=", format: "wav" } },
        { type: "image", image: "https://a.b/h.png" },
        { type: "file", mediaType: "text/plain" },
      ),
    ).toStrictEqual([
      { type: "uri", modality: "image", uri: "https://a.b/c.png" },
      { type: "uri", modality: "image", uri: "https://a.b/d.png" },
      { type: "blob", modality: "image", mime_type: "image/png", content: "aGk=" },
      { type: "uri", modality: "image", uri: "https://a.b/e.png" },
      { type: "blob", modality: "audio", mime_type: "audio/wav", content: "aGk=" },
      { type: "file", modality: "document", file_id: "f-1" },
      { type: "blob", modality: "video", mime_type: "video/mp4", content: "aGk=" },
      { type: "uri", modality: "document", mime_type: "application/pdf", uri: "gs://a/b" },
      { type: "uri", modality: "image", uri: "https://a.b/f.png" },
      { type: "uri", modality: "image", mime_type: "image/png", uri: "https://a.b/g.png" },
      { type: "blob", modality: "audio", mime_type: "audio/wav", content: "aGk=" },
      { type: "file", modality: "document", file_id: "f-2" },
      { type: "blob", modality: "audio", content: "aGk=" },
      { type: "uri", modality: "image", uri: "https://a.b/h.png" },
      { type: "generic", value: { type: "file", mediaType: "text/plain" } },
    ]);
  });

  test("that nobody knows is kept as it is", () => {
    expect(partsOf({ type: "hologram", rays: 3 }, { inlineText: {} }, 7, null, { type: "image" })).toStrictEqual([
      { type: "generic", value: { type: "hologram", rays: 3 } },
      { type: "generic", value: { inlineText: {} } },
      { type: "generic", value: 7 },
      { type: "generic", value: null },
      { type: "generic", value: { type: "image" } },
    ]);
  });

  test("of reasoning stands before the answer", () => {
    expect(
      readMessages([
        { role: "assistant", reasoning_content: "Hm.", content: "Yes." },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm." },
            { type: "refusal", refusal: "No." },
          ],
        },
      ]).map(({ parts }) => parts),
    ).toStrictEqual([
      [{ type: "reasoning", content: "Hm." }, text("Yes.")],
      [{ type: "reasoning", content: "Hm." }, text("No.")],
    ]);
  });

  test("that leaves out what its type promises is empty there", () => {
    expect(
      partsOf(
        { type: "text" },
        { type: "reasoning" },
        { type: "reasoning", summary: [{}] },
        { type: "tool_use", id: "c1" },
        { type: "function", id: "c2", function: { name: "weather", arguments: "{}" } },
        { type: "tool_result", tool_use_id: "c1" },
        { functionCall: {} },
        { functionResponse: {} },
        { inlineData: { data: "aGk=" } },
        { type: "thinking", thinking: [{ type: "text", text: "Hm." }, "?"] },
        { toolUse: { toolUseId: "c3" } },
        { reasoningContent: { reasoningText: {} } },
        { reasoningContent: { redactedContent: "EqQB" } },
        { type: "generic", value: 7 },
        { type: "generic" },
      ),
    ).toStrictEqual([
      text(""),
      { type: "reasoning", content: "" },
      { type: "reasoning", content: "" },
      { type: "tool_call", id: "c1", name: "" },
      call("c2", "weather", {}),
      response("c1", null),
      { type: "tool_call", name: "" },
      { type: "tool_call_response", response: null },
      { type: "blob", modality: "document", content: "aGk=" },
      { type: "reasoning", content: "Hm.\n" },
      { type: "tool_call", id: "c3", name: "" },
      { type: "reasoning", content: "" },
      { type: "generic", value: { reasoningContent: { redactedContent: "EqQB" } } },
      { type: "generic", value: 7 },
      { type: "generic", value: { type: "generic" } },
    ]);
  });

  test("two calls at once stay two, and arguments that are no JSON stay what they are", () => {
    const tool_calls = [
      { id: "a", function: { name: "one", arguments: "" } },
      { id: "b", function: { name: "two" } },
      { function: { arguments: "{" } },
    ];

    expect(readMessages({ role: "assistant", content: null, tool_calls })).toStrictEqual([
      {
        role: "assistant",
        parts: [
          { type: "tool_call", id: "a", name: "one", arguments: "" },
          { type: "tool_call", id: "b", name: "two" },
          { type: "tool_call", name: "", arguments: "{" },
        ],
      },
    ]);
  });
});

describe("what a tool gave back", () => {
  test("is the same, whoever says it", () => {
    const given = [
      { role: "user", content: [{ toolResult: { toolUseId: "c1", content: [{ text: "cold" }], status: "success" } }] },
      { role: "tool", content: [{ type: "tool-error", toolCallId: "c1", toolName: "weather", error: "cold" }] },
      { role: "tool", content: [{ type: "tool-result", toolCallId: "c1", output: { type: "json", value: [1] } }] },
      { type: "custom_tool_call_output", call_id: "c1", output: "cold" },
    ];

    expect(readMessages(given).map(({ parts }) => parts)).toStrictEqual([
      [response("c1", [{ text: "cold" }])],
      [response("c1", "cold")],
      [response("c1", [1])],
      [response("c1", "cold")],
    ]);
  });
});

describe("what is not a list of messages", () => {
  test("a text is the user's, and nothing is no message", () => {
    expect(readMessages("Hi.")).toStrictEqual([{ role: "user", parts: [text("Hi.")] }]);
    expect([undefined, null, "", []].map(readMessages)).toStrictEqual([[], [], [], []]);
    expect(readMessages(["Hi.", "Again."])).toHaveLength(2);
  });

  test("a message keeps who it is from, where it says so", () => {
    expect(readMessages({ role: "user", name: "alice", content: "Hi." })).toStrictEqual([
      { role: "user", parts: [text("Hi.")], name: "alice" },
    ]);
    expect(readMessages({ role: "critic", content: "" })).toStrictEqual([{ role: "critic", parts: [] }]);
  });

  test("what cannot be read is told as far as it can", () => {
    const broken = {
      get role() {
        throw new Error("gone");
      },
      content: "Hi.",
    };

    expect(readMessages([broken])).toStrictEqual([
      { role: "user", parts: [{ type: "generic", value: [{ role: "[unreadable]", content: "Hi." }] }] },
    ]);
  });

  test("a list may have gaps, and a message very many calls", () => {
    const gap = { type: "generic", value: null };

    expect(readMessages(Object.assign(new Array(2), { 1: { role: "user", content: new Array(2) } }))).toStrictEqual([
      { role: "user", parts: [gap] },
      { role: "user", parts: [gap, gap] },
    ]);
    expect(readMessages({ system: new Array(1), messages: new Array(1) })).toStrictEqual([
      { role: "system", parts: [gap] },
      { role: "user", parts: [gap] },
    ]);
    const calls = Array.from({ length: 200_000 }, () => ({ name: "search" }));
    expect(readMessages([{ role: "assistant", tool_calls: calls }])[0]?.parts).toHaveLength(200_000);
  });

  test("whatever it is, the result is messages of parts, and JSON", () => {
    const keys = fc.constantFrom(
      "role",
      "content",
      "parts",
      "type",
      "tool_calls",
      "messages",
      "system",
      "kwargs",
      "id",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.anything({ withSparseArray: true }),
        fc.constantFrom("tool", "ai", "text", "image"),
        fc.array(tie("tree")),
        fc.dictionary(keys, tie("tree")),
      ),
    }));
    fc.assert(
      fc.property(tree, (given) => {
        for (const { role, parts } of readMessages(given)) {
          expect(typeof role).toBe("string");
          expect(parts.every(({ type }) => typeof type === "string")).toBe(true);
        }
        JSON.stringify(readMessages(given));
      }),
    );
  });
});
