import { type ModelResponse, responseReader } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** What a model answers, each in the pieces in which it comes; those of the calls come in turns. */
interface Pieces {
  readonly reasoning: readonly string[];
  readonly text: readonly string[];
  readonly calls: readonly (readonly [call: 0 | 1, piece: string])[];
}

/** How they are streamed. `block` numbers reasoning, text and the two calls. */
interface Writer {
  readonly who: string;
  reasoning(piece: string): object;
  text(piece: string): object;
  openCall(call: 0 | 1): object;
  call(call: 0 | 1, piece: string): object;
}

const ids = ["c1", "c2"] as const;
const names = ["one", "two"] as const;
const chat = (delta: object) => ({ choices: [{ index: 0, delta }] });
const responses = (type: string, output_index: number, more: object) => ({
  type: `response.${type}`,
  output_index,
  ...more,
});
const converse = (contentBlockIndex: number, delta: object) => ({ contentBlockDelta: { contentBlockIndex, delta } });
const cohere = (type: string, index: number, message: object) => ({ type, index, delta: { message } });
const langChain = (more: object) => ({ type: "AIMessageChunk", content: "", ...more });

const writers: readonly Writer[] = [
  {
    who: "OpenAI's chat",
    reasoning: (piece) => chat({ reasoning_content: piece }),
    text: (piece) => chat({ content: piece }),
    openCall: (call) => chat({ tool_calls: [{ index: call, id: ids[call], function: { name: names[call] } }] }),
    call: (call, piece) => chat({ tool_calls: [{ index: call, function: { arguments: piece } }] }),
  },
  {
    who: "OpenAI's responses",
    reasoning: (piece) => responses("reasoning_summary_text.delta", 0, { summary_index: 0, delta: piece }),
    text: (piece) => responses("output_text.delta", 1, { content_index: 0, delta: piece }),
    openCall: (call) =>
      responses("output_item.added", 2 + call, {
        item: { type: "function_call", call_id: ids[call], name: names[call], arguments: "" },
      }),
    call: (call, piece) => responses("function_call_arguments.delta", 2 + call, { delta: piece }),
  },
  {
    who: "Anthropic",
    reasoning: (thinking) => ({ type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking } }),
    text: (text) => ({ type: "content_block_delta", index: 1, delta: { type: "text_delta", text } }),
    openCall: (call) => ({
      type: "content_block_start",
      index: 2 + call,
      content_block: { type: "tool_use", id: ids[call], name: names[call], input: {} },
    }),
    call: (call, partial_json) => ({
      type: "content_block_delta",
      index: 2 + call,
      delta: { type: "input_json_delta", partial_json },
    }),
  },
  {
    who: "Bedrock",
    reasoning: (text) => converse(0, { reasoningContent: { text } }),
    text: (text) => converse(1, { text }),
    openCall: (call) => ({
      contentBlockStart: {
        contentBlockIndex: 2 + call,
        start: { toolUse: { toolUseId: ids[call], name: names[call] } },
      },
    }),
    call: (call, input) => converse(2 + call, { toolUse: { input } }),
  },
  {
    who: "Cohere",
    reasoning: (thinking) => cohere("content-delta", 0, { content: { thinking } }),
    text: (text) => cohere("content-delta", 1, { content: { text } }),
    openCall: (call) =>
      cohere("tool-call-start", call, {
        tool_calls: { id: ids[call], function: { name: names[call], arguments: "" } },
      }),
    call: (call, piece) => cohere("tool-call-delta", call, { tool_calls: { function: { arguments: piece } } }),
  },
  {
    who: "the AI SDK",
    reasoning: (delta) => ({ type: "reasoning-delta", id: "0", delta }),
    text: (text) => ({ type: "text-delta", id: "0", text }),
    openCall: (call) => ({ type: "tool-input-start", id: ids[call], toolName: names[call] }),
    call: (call, delta) => ({ type: "tool-input-delta", id: ids[call], delta }),
  },
  {
    who: "LangChain",
    reasoning: (reasoning_content) => langChain({ additional_kwargs: { reasoning_content } }),
    text: (content) => langChain({ content }),
    openCall: (call) => langChain({ tool_call_chunks: [{ index: call, id: ids[call], name: names[call] }] }),
    call: (call, args) => langChain({ tool_call_chunks: [{ index: call, args }] }),
  },
];

const pieces = fc
  .record({
    reasoning: fc.array(fc.string({ unit: "binary" })),
    text: fc.array(fc.string({ unit: "binary" })),
    inputs: fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
    cuts: fc.array(fc.tuple(fc.constantFrom<0 | 1>(0, 1), fc.integer({ min: 1, max: 9 })), { maxLength: 40 }),
  })
  .map(({ reasoning, text, inputs, cuts }): Pieces & { readonly inputs: readonly [object, object] } => {
    const rest = inputs.map((input) => JSON.stringify(input)) as [string, string];
    const calls = [...cuts, [0, Infinity] as const, [1, Infinity] as const].map(([call, length]): [0 | 1, string] => {
      const piece = rest[call].slice(0, length);
      rest[call] = rest[call].slice(length);
      return [call, piece];
    });
    return { reasoning, text, calls, inputs };
  });

function stream(writer: Writer, { reasoning, text, calls }: Pieces): readonly object[] {
  return [
    ...reasoning.map(writer.reasoning),
    ...text.map(writer.text),
    writer.openCall(0),
    writer.openCall(1),
    ...calls.map(([call, piece]) => writer.call(call, piece)),
  ];
}

function read(chunks: readonly object[]): ModelResponse | undefined {
  const reader = responseReader();
  for (const chunk of chunks) reader.add(chunk);
  return reader.response();
}

describe("wherever an answer is cut into pieces, it is the same", () => {
  test.each(writers)("$who", (writer) => {
    fc.assert(
      fc.property(pieces, (given) => {
        const [reasoning, text] = [given.reasoning.join(""), given.text.join("")];

        const parts = read(stream(writer, given))?.messages[0]?.parts;

        expect(parts).toEqual([
          ...(reasoning === "" ? [] : [{ type: "reasoning", content: reasoning }]),
          ...(text === "" ? [] : [{ type: "text", content: text }]),
          ...given.inputs.map((input, call) => ({
            type: "tool_call",
            id: ids[call],
            name: names[call],
            arguments: JSON.parse(JSON.stringify(input)),
          })),
        ]);
      }),
    );
  });
});
