import { InMemoryTelemetry, type JsonObject } from "@heddle/core";
import { jsonAttributes } from "@heddle/core/bridge";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** What is recorded of `attributes`. */
function recorded(attributes: unknown): JsonObject {
  const memory = new InMemoryTelemetry();
  memory.trace("x", attributes as never, () => {});
  return memory.spans()[0]?.attributes as JsonObject;
}
const recordedAs = (value: unknown) => recorded({ value }).value;

describe("JSON values", () => {
  test("they are kept as they are", () => {
    const value = { text: "a", number: -1.5, flag: false, list: [1, null, [{}]], nothing: null };

    expect(recorded({ a: "b", value })).toStrictEqual({ a: "b", value });
  });

  test("undefined and null are left out at the top, and treated as JSON does below", () => {
    expect(recorded({ a: undefined, b: null, c: { d: undefined, e: null, f: [undefined] } })).toStrictEqual({
      c: { e: null, f: [null] },
    });
  });
});

describe("everything else becomes readable", () => {
  class Money {
    amount = 5;
    #secret = 1;
    get doubled() {
      return this.amount * 2 + this.#secret;
    }
  }
  const cycle: Record<string, unknown> = { name: "loop" };
  cycle.self = [cycle];
  const cases: [what: string, value: unknown, expected: unknown][] = [
    ["a number that is not finite", Number.NaN, "NaN"],
    ["infinity", Number.NEGATIVE_INFINITY, "-Infinity"],
    ["negative zero", -0, 0],
    ["a bigint", 12n, "12"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a function", function named() {}, "[Function named]"],
    [
      "a function whose name is no text",
      Object.defineProperty(() => {}, "name", { value: Symbol("odd") }),
      "[Function Symbol(odd)]",
    ],
    ["a function whose name cannot be read", Object.defineProperty(() => {}, "name", { get: refuse }), "[Function ]"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["a date that is none", new Date(Number.NaN), "Invalid Date"],
    [
      "a map",
      new Map<unknown, unknown>([
        ["a", 1],
        [2, new Set([3])],
        [undefined, 4],
      ]),
      { a: 1, "2": [3], undefined: 4 },
    ],
    ["a URL", new URL("http://a.b/c"), "http://a.b/c"],
    ["a pattern", /a/g, "/a/g"],
    ["a boxed text", new String("a"), "a"],
    ["a promise", Promise.resolve(), "[Promise]"],
    ["bytes", Buffer.from("hello"), "<Buffer 5 bytes: 68656c6c6f>"],
    ["many bytes", new Uint8Array(20), `<Uint8Array 20 bytes: ${"00".repeat(16)}…>`],
    ["no bytes", new ArrayBuffer(0), "<ArrayBuffer 0 bytes>"],
    ["a view of bytes", new DataView(new ArrayBuffer(2)), "<DataView 2 bytes: 0000>"],
    ["numbers in an array of their own", new Float32Array([0.5, 2]), [0.5, 2]],
    ["a class instance", new Money(), { amount: 5 }],
    ["an object with toJSON", { toJSON: () => ({ a: 1n }) }, { a: "1" }],
    [
      "a toJSON that throws",
      {
        toJSON: () => {
          throw new Error("no");
        },
      },
      "[Object: unreadable]",
    ],
    [
      "a getter that throws",
      Object.defineProperty({ a: 1 }, "b", {
        get: () => {
          throw new Error("no");
        },
        enumerable: true,
      }),
      { a: 1, b: "[unreadable]" },
    ],
    ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [
      "an object without a prototype that cannot be read",
      Object.assign(Object.create(null), { toJSON: refuse }),
      "[Object: unreadable]",
    ],
    ["a revoked proxy", revoked(), "[Object: unreadable]"],
    ["a cycle", cycle, { name: "loop", self: ["[Circular]"] }],
    ["the same object twice, which is no cycle", [money5, money5], [{ amount: 5 }, { amount: 5 }]],
    ["half a surrogate pair", "a\ud800b", "a\ufffdb"],
    ["half a surrogate pair in a name", { "\ud800": 1 }, { "\ufffd": 1 }],
    [
      "a name that is special to JavaScript",
      JSON.parse('{"__proto__": {"a": 1n}}'.replace("1n", "1")),
      JSON.parse('{"__proto__": {"a": 1}}'),
    ],
    ["a hole", Object.assign(new Array(2), { 1: 1 }), [null, 1]],
  ];
  for (const [what, value, expected] of cases) {
    test(what, () => {
      expect(recordedAs(value)).toStrictEqual(expected);
    });
  }

  test("an error, with its causes", () => {
    const error = new TypeError("outer", { cause: new Error("inner") });

    const value = recordedAs(error) as JsonObject;

    expect(value).toMatchObject({ type: "TypeError", message: "outer" });
    expect(value.stack).toContain("[cause]: Error: inner");
  });

  test("what is too deep or too much is named, not followed", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = { deep };
    const text = JSON.stringify(recordedAs(deep));
    const wide = recordedAs(Array.from({ length: 200_000 }, () => 1)) as unknown[];
    const entries = Array.from({ length: 200_000 }, (_, i) => [i, 1] as const);
    const big = recordedAs(Object.fromEntries(entries)) as JsonObject;
    const map = recordedAs(new Map(entries)) as JsonObject;

    expect(text.length).toBeLessThan(1000);
    expect(text).toContain("[Object]");
    expect(wide.length).toBeLessThanOrEqual(100_000);
    expect(wide.at(-1)).toBe("[…]");
    expect([big["…"], map["…"]]).toEqual(["[…]", "[…]"]);
  });
});

const money5 = { amount: 5 };

function refuse(): never {
  throw new Error("no");
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test("attributes of a class whose name is no text, and that cannot be read, are taken all the same", () => {
  class Odd {
    toJSON = refuse;
  }
  Object.defineProperty(Odd, "name", { value: Symbol("odd") });

  expect(recorded(Object.defineProperty(new Odd(), "b", { get: refuse, enumerable: true }))).toEqual({
    value: "[Symbol(odd): unreadable]",
  });
});

test("attributes that are no object are taken all the same", () => {
  expect(recorded("text")).toEqual({ "0": "t", "1": "e", "2": "x", "3": "t" });
  expect(recorded(revoked())).toEqual({ value: "[Object: unreadable]" });
  expect(
    recorded(
      Object.defineProperty({}, "a", {
        get: () => {
          throw 1;
        },
        enumerable: true,
      }),
    ),
  ).toEqual({ a: "[unreadable]" });
  expect(
    recorded({
      toJSON: () => undefined,
      get b() {
        throw 1;
      },
    }),
  ).toEqual({});
});

test("whatever is given, the record is JSON, and the caller's object is as it was", () => {
  fc.assert(
    fc.property(
      fc.object({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
        withSparseArray: true,
        withObjectString: true,
        withBoxedValues: true,
        withUnicodeString: true,
      }),
      (attributes) => {
        const before = structuredClone(attributes);

        const record = recorded(attributes);

        expect(JSON.parse(JSON.stringify(record))).toStrictEqual(record);
        expect(JSON.stringify(record).isWellFormed()).toBe(true);
        expect(attributes).toEqual(before);
      },
    ),
  );
});

test("what a foreign system has as attributes is read like a caller's", () => {
  const attributes = jsonAttributes({ big: 1n, bytes: new Uint8Array([1, 2]), none: null, half: "\ud800" });

  expect(attributes).toEqual({ big: "1", bytes: "<Uint8Array 2 bytes: 0102>", half: "\ufffd" });
  expect(jsonAttributes(undefined)).toEqual({});
});

test("JSON goes through unchanged, but for what has no name or no value", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })), (attributes) => {
      const json = JSON.parse(JSON.stringify(attributes));
      const expected = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));

      expect(recorded(json)).toEqual(expected);
    }),
  );
});
