import { readResponse, responseReader } from "@heddle/genai";
import { describe, expect, test } from "vitest";
import { frameworkStreams } from "./fixtures/framework-streams.ts";
import { openAiStreams } from "./fixtures/openai-streams.ts";
import { providerStreams } from "./fixtures/provider-streams.ts";

const streams = [...openAiStreams, ...providerStreams, ...frameworkStreams];

describe("the stream of", () => {
  test.each(streams)("$who", ({ chunks, first, answer }) => {
    const reader = responseReader();

    const hadFirst = chunks.map((chunk) => reader.add(chunk));

    expect(reader.response()).toStrictEqual(readResponse(answer));
    expect(hadFirst.indexOf(true)).toBe(first);
    expect(hadFirst.filter(Boolean)).toHaveLength(first === -1 ? 0 : 1);
  });
});
