import { deepStrictEqual } from "node:assert/strict";
import type { SpanRecord } from "@heddle/core";
import { decodeTraces, decodeTracesJson, encodeTraces, OtlpFormatError } from "@heddle/otlp";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anySpan } from "./record-arbitraries.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const otherId = "00f067aa0ba902b7";

const ids = { traceId, spanId };
const times = { startTimeUnixNano: "1763689348743622000", endTimeUnixNano: "1763689348747835000" };

/** The record of a span in JSON. */
function record(span: object): SpanRecord | undefined {
  return decodeTracesJson({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, ...times, ...span }] }] }] })[0]
    ?.spans[0];
}

const plain: SpanRecord = {
  kind: "span",
  name: "",
  ...ids,
  startedAt: 1763689348743.622,
  endedAt: 1763689348747.835,
  durationMs: 4.213,
  status: "ok",
  attributes: {},
};

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

describe("JSON", () => {
  test("may have keys in snake_case, numbers as texts or numbers, enums by name, ids in upper case", () => {
    const request = {
      resource_spans: [
        {
          resource: { attributes: [text("service.name", "agent")], dropped_attributes_count: 1 },
          scope_spans: [
            {
              scope: { name: "library", version: "1.2.3" },
              spans: [
                {
                  trace_id: traceId.toUpperCase(),
                  span_id: spanId,
                  parent_span_id: otherId,
                  name: "POST",
                  kind: "SPAN_KIND_SERVER",
                  start_time_unix_nano: 1763689348743622000,
                  end_time_unix_nano: "1763689348747835000",
                  attributes: [
                    { key: "whole", value: { int_value: 3 } },
                    { key: "text", value: { intValue: "-4" } },
                    { key: "beyond", value: { intValue: "9007199254740993" } },
                    { key: "fraction", value: { doubleValue: "0.5" } },
                    { key: "none", value: { doubleValue: "NaN" } },
                    { key: "endless", value: { doubleValue: "-Infinity" } },
                    { key: "bytes", value: { bytesValue: "AQL_" } },
                    { key: "list", value: { arrayValue: { values: [{ boolValue: true }, {}] } } },
                    { key: "object", value: { kvlist_value: { values: [text("a", "b"), { key: "c" }] } } },
                    { key: "empty", value: { arrayValue: {} } },
                    { key: "nothing" },
                    { value: { stringValue: "no key" } },
                  ],
                  status: { code: "STATUS_CODE_OK" },
                  events: [{}],
                  links: null,
                  unknown: { a: 1 },
                },
              ],
            },
          ],
        },
      ],
    };

    const decoded = decodeTracesJson(JSON.stringify(request));

    expect(decoded).toEqual([
      {
        resource: { "service.name": "agent" },
        scope: { name: "library", version: "1.2.3" },
        spans: [
          {
            ...plain,
            name: "POST",
            parentSpanId: otherId,
            attributes: {
              whole: 3,
              text: -4,
              beyond: "9007199254740993",
              fraction: 0.5,
              none: "NaN",
              endless: "-Infinity",
              bytes: "AQL/",
              list: [true, null],
              object: { a: "b", c: null },
              empty: [],
              "": "no key",
              "otel.span.kind": "SERVER",
            },
            events: [{ name: "", time: 0, attributes: {} }],
          },
        ],
      },
    ]);
  });

  test("may have an attribute of any name", () => {
    const decoded = record({ attributes: [text("__proto__", "own"), text("constructor", "too")] });

    expect(Object.entries(decoded?.attributes ?? {})).toEqual([
      ["__proto__", "own"],
      ["constructor", "too"],
    ]);
  });

  test("of nothing is nothing", () => {
    expect(decodeTracesJson("{}")).toEqual([]);
    expect(decodeTracesJson({ resourceSpans: [{}] })).toEqual([]);
    expect(decodeTracesJson({ resourceSpans: [{ scopeSpans: [{ scope: {} }] }] })).toEqual([
      { resource: {}, scope: { name: "" }, spans: [] },
    ]);
  });

  const mistakes = [
    ["[]", "the message: an array is not an object"],
    ["nonsense", /^the text is no JSON: /],
    ['{"resourceSpans":{}}', "resourceSpans: an object is not an array"],
    ['{"resourceSpans":[3]}', "resourceSpans[0]: 3 is not an object"],
    [spanJson({ traceId: 5 }), "resourceSpans[0].scopeSpans[0].spans[0].traceId: 5 is not hex digits"],
    [spanJson({ name: 5 }), "resourceSpans[0].scopeSpans[0].spans[0].name: 5 is not a text"],
    [
      spanJson({ kind: "CLIENT" }),
      'resourceSpans[0].scopeSpans[0].spans[0].kind: "CLIENT" is not one of SPAN_KIND_UNSPECIFIED, SPAN_KIND_INTERNAL, ' +
        "SPAN_KIND_SERVER, SPAN_KIND_CLIENT, SPAN_KIND_PRODUCER, SPAN_KIND_CONSUMER",
    ],
    [
      spanJson({ startTimeUnixNano: -1 }),
      "resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano: -1 is not nanoseconds since the epoch",
    ],
    [
      spanJson({ flags: 2 ** 32 }),
      "resourceSpans[0].scopeSpans[0].spans[0].flags: 4294967296 is not a whole number of 32 bits",
    ],
    [valueJson({ intValue: 0.5 }), /value\.intValue: 0\.5 is not a whole number$/],
    [valueJson({ intValue: "x".repeat(99) }), /value\.intValue: "x{59}… is not a whole number$/],
    [valueJson({ boolValue: "true" }), /value\.boolValue: "true" is not true or false$/],
    [valueJson({ doubleValue: "much" }), /value\.doubleValue: "much" is not a number$/],
    [valueJson({ bytesValue: "?" }), /value\.bytesValue: "\?" is not base64$/],
  ] as const;
  for (const [json, message] of mistakes) {
    test(`that is wrong is told by its place: ${json.slice(0, 100)}`, () => {
      expect(() => decodeTracesJson(json)).toThrow(
        expect.objectContaining({
          name: "OtlpFormatError",
          message: typeof message === "string" ? message : expect.stringMatching(message),
        }),
      );
    });
  }

  const badIds = [
    [{ traceId: "abc" }, 'traceId: "abc" is not an id of 32 hex digits that are not all 0'],
    [{ traceId: "00" }, 'traceId: "00" is not an id of 32 hex digits that are not all 0'],
    [{ traceId: "0".repeat(32) }, `traceId: "${"0".repeat(32)}" is not an id of 32 hex digits that are not all 0`],
    [
      { traceId: "no\n".repeat(99) },
      `traceId: "${"no\\n".repeat(20)}…" is not an id of 32 hex digits that are not all 0`,
    ],
    [{ spanId: null }, 'spanId: "" is not an id of 16 hex digits that are not all 0'],
    [{ parentSpanId: "0102" }, 'parentSpanId: "0102" is not an id of 16 hex digits that are not all 0'],
  ] as const;
  for (const [bad, problem] of badIds) {
    test(`leaves out a span with a bad id, says its place, and keeps the others: ${JSON.stringify(bad).slice(0, 50)}`, () => {
      const good = { traceId, spanId, name: "good", ...times };
      const request = { resourceSpans: [{ scopeSpans: [{}, { spans: [good, { ...good, ...bad }, good] }] }] };

      const decoded = decodeTracesJson(request);

      const span = { ...plain, name: "good" };
      const problems = [`resourceSpans[0].scopeSpans[1].spans[1].${problem}`];
      expect(decoded).toEqual([
        { resource: {}, spans: [] },
        { resource: {}, spans: [span, span], problems },
      ]);
    });
  }

  test("that is nested without end is refused", () => {
    let value: object = { intValue: 1 };
    for (let depth = 0; depth < 10_000; depth++) value = { arrayValue: { values: [value] } };

    expect(() => record({ attributes: [{ key: "deep", value }] })).toThrow(
      /^(AnyValue|ArrayValue) is nested too deep$/,
    );
    expect(() => decodeTracesJson("[".repeat(1_000_000))).toThrow(OtlpFormatError);
  });

  test("of any kind gives records, or an error of ours", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        throwsOnlyOurs(() => decodeTracesJson(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: value }] }] })));
        throwsOnlyOurs(() => decodeTracesJson(JSON.stringify(value)));
      }),
    );
  });
});

function spanJson(span: object): string {
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, ...times, ...span }] }] }] });
}

function valueJson(value: object): string {
  return JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: "a", value }] } }] });
}

function throwsOnlyOurs(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    if (!(error instanceof OtlpFormatError)) throw error;
  }
}

describe("protobuf", () => {
  const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

  test("may have fields that nobody knows, of every wire type", () => {
    const unknown = `${"e03f01"}${"e13f0102030405060708"}${"e23f03aabbcc"}${"e53f01020304"}`;

    expect(decodeTraces(bytes(`${unknown}0a00`))).toEqual([]);
    expect(decodeTraces(bytes(""))).toEqual([]);
  });

  test.each([
    ["ArrayBuffer", new ArrayBuffer(2)],
    ["String", "{}"],
    ["Null", null],
  ])("is bytes, and no %s", (name, request) => {
    expect(() => decodeTraces(request as never)).toThrow(
      new TypeError(`ExportTraceServiceRequest is to be read from [object ${name}]; give its bytes, as a Uint8Array`),
    );
  });

  test("leaves out a span with a bad id, and says its place", () => {
    const problem =
      'resourceSpans[0].scopeSpans[0].spans[0].traceId: "" is not an id of 32 hex digits that are not all 0';

    expect(decodeTraces(bytes("0a04 1202 1200"))).toEqual([{ resource: {}, spans: [], problems: [problem] }]);
  });

  test("may have an id in bytes that are a part of a larger buffer", () => {
    const request = encodeTraces([plain], { attributes: {} });
    const larger = Buffer.concat([Buffer.from("before"), request, Buffer.from("after")]);

    const decoded = decodeTraces(larger.subarray(6, 6 + request.length));

    expect(decoded).toEqual([{ resource: {}, scope: { name: "heddle" }, spans: [plain] }]);
  });

  const mistakes = [
    ["0a05 0a", "byte 2: 5 bytes are to follow, and there are 1"],
    ["00 00", "byte 1: there is no field 0"],
    ["0a", "byte 1: the bytes end in a number"],
    ["0a ffffffffffffffffffffff", "byte 1: a number goes on for more than 10 bytes"],
    ["08 01", "byte 1: resourceSpans cannot have the wire type 0"],
    ["e33f", "byte 2: there is no wire type 3"],
    ["e13f 00", "byte 2: 8 bytes are to follow, and there are 1"],
    ["0a02 0a04 50015001", "byte 8: the last field of ResourceSpans is longer than the message, which ends at byte 4"],
  ] as const;
  for (const [hex, message] of mistakes) {
    test(`that is wrong is told by its place: ${hex}`, () => {
      expect(() => decodeTraces(bytes(hex))).toThrow(new OtlpFormatError(message));
    });
  }

  test("that is nested without end is refused", () => {
    let value: Uint8Array = Buffer.from("1801", "hex");
    for (let depth = 0; depth < 1000; depth++) value = field(0x2a, field(0x0a, value));
    const request = field(0x0a, field(0x0a, field(0x0a, field(0x12, value))));

    expect(() => decodeTraces(request)).toThrow(/^byte \d+: AnyValue is nested too deep$/);
  });

  test("that is cut short is refused, or ends with a whole field", () => {
    const request = encodeTraces([{ ...plain, attributes: { text: "é", list: [1, 2] } }], { attributes: {} });

    for (let length = 1; length < request.length; length++) {
      expect(() => decodeTraces(request.subarray(0, length))).toThrow(OtlpFormatError);
    }
  });

  test("of any kind gives records, or an error of ours", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        throwsOnlyOurs(() => decodeTraces(noise));
        throwsOnlyOurs(() => decodeTraces(field(0x0a, field(0x12, field(0x12, Buffer.from(noise))))));
      }),
      { numRuns: 1000 },
    );
  });

  test("of a span with some bytes changed gives records that JSON holds, or an error of ours", () => {
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(anySpan, fc.array(change, { minLength: 1, maxLength: 5 }), (span, changes) => {
        const request = Buffer.from(encodeTraces([span], { attributes: {} }));
        for (const { at, byte } of changes) request[at % request.length] = byte;

        throwsOnlyOurs(() => {
          const decoded = decodeTraces(request);
          deepStrictEqual(JSON.parse(JSON.stringify(decoded)), decoded);
        });
      }),
      { numRuns: 200 },
    );
  });
});

function field(tag: number, content: Uint8Array): Buffer {
  const length = [content.length & 127];
  for (let rest = content.length >> 7; rest > 0; rest >>= 7) {
    length[length.length - 1] = (length.at(-1) as number) | 128;
    length.push(rest & 127);
  }
  return Buffer.from([tag, ...length, ...content]);
}

describe("a span of somebody else", () => {
  const exception = (...attributes: object[]) => ({
    timeUnixNano: times.startTimeUnixNano,
    name: "exception",
    attributes,
  });
  const failed = { status: { code: 2, message: "it broke" } };
  const typed = [text("exception.type", "TypeError"), text("exception.message", "no")];
  const noted = { name: "exception", time: plain.startedAt };

  const spans: readonly (readonly [what: string, span: object, expected: object])[] = [
    [
      "without a kind has none",
      { kind: 0, attributes: [text("gen_ai.operation.name", "chat")] },
      { attributes: { "gen_ai.operation.name": "chat" } },
    ],
    ["of a kind that nobody knows has none", { kind: 9 }, {}],
    [
      "of the kind that the operation says has no attribute for it",
      { kind: 3, attributes: [text("gen_ai.operation.name", "chat")] },
      { attributes: { "gen_ai.operation.name": "chat" } },
    ],
    ["of another kind has an attribute for it", { kind: 3 }, { attributes: { "otel.span.kind": "CLIENT" } }],
    ["with a parent of zeros is a root", { parentSpanId: "0000000000000000" }, {}],
    [
      "that ends before it starts has no duration",
      { endTimeUnixNano: "0" },
      { endedAt: plain.startedAt, durationMs: 0 },
    ],
    [
      "without times was in 1970",
      { startTimeUnixNano: 0, endTimeUnixNano: 0 },
      { startedAt: 0, endedAt: 0, durationMs: 0 },
    ],
    [
      "that is OK is ok, also with an exception",
      { status: { code: 1 }, events: [exception(...typed)] },
      { events: [{ ...noted, attributes: { "exception.type": "TypeError", "exception.message": "no" } }] },
    ],
    ["that failed without an exception has the status's message", failed, { status: "error", exception: "it broke" }],
    [
      "that failed without an exception has its error.type",
      { ...failed, attributes: [text("error.type", "500")] },
      {
        status: "error",
        exception: "500: it broke",
        error: { type: "500", message: "it broke" },
        attributes: { "error.type": "500" },
      },
    ],
    ["that failed without a word has no failure", { status: { code: 2 } }, { status: "error" }],
    [
      "that failed has the last exception as its failure",
      { ...failed, events: [exception(text("exception.type", "First")), exception(...typed)] },
      {
        status: "error",
        exception: "TypeError: no",
        error: { type: "TypeError", message: "no" },
        events: [{ ...noted, attributes: { "exception.type": "First" } }],
      },
    ],
    [
      "keeps an exception that says more",
      { ...failed, events: [exception(...typed, text("code", "E1"))] },
      {
        status: "error",
        exception: "TypeError: no",
        error: { type: "TypeError", message: "no" },
        events: [{ ...noted, attributes: { "exception.type": "TypeError", "exception.message": "no", code: "E1" } }],
      },
    ],
    [
      "loses no word on whether an exception escaped",
      { ...failed, events: [exception(...typed, { key: "exception.escaped", value: { boolValue: true } })] },
      { status: "error", exception: "TypeError: no", error: { type: "TypeError", message: "no" } },
    ],
    [
      "with an exception that says nothing has none",
      { ...failed, events: [exception({ key: "exception.type", value: { intValue: 1 } })] },
      { status: "error", exception: "it broke", events: [{ ...noted, attributes: { "exception.type": 1 } }] },
    ],
    [
      "with an exception of a message alone has a line",
      { ...failed, events: [exception(text("exception.message", "no"))] },
      { status: "error", exception: "no" },
    ],
    [
      "with an exception of a type alone has an error without a message",
      { ...failed, events: [exception(text("exception.type", "First")), { timeUnixNano: times.startTimeUnixNano }] },
      {
        status: "error",
        exception: "First",
        error: { type: "First", message: "" },
        events: [{ ...noted, name: "", attributes: {} }],
      },
    ],
    [
      "that failed keeps a heddle.status",
      { ...failed, attributes: [text("heddle.status", "cancelled")] },
      { status: "error", exception: "it broke", attributes: { "heddle.status": "cancelled" } },
    ],
    [
      "has links of the kind caused_by",
      { links: [{ traceId, spanId: otherId, attributes: [text("a", "b")] }] },
      { links: [{ kind: "caused_by", traceId, spanId: otherId, attributes: { a: "b" } }] },
    ],
    [
      "keeps the kind of a link that nobody knows",
      { links: [{ traceId, spanId: otherId, attributes: [text("heddle.link.kind", "other")] }] },
      { links: [{ kind: "caused_by", traceId, spanId: otherId, attributes: { "heddle.link.kind": "other" } }] },
    ],
    ["has no link to nothing", { links: [{ traceId: "", spanId: otherId }, { traceId }] }, {}],
  ];
  for (const [what, span, expected] of spans) {
    test(what, () => {
      expect(record(span)).toEqual({ ...plain, ...expected });
    });
  }
});
