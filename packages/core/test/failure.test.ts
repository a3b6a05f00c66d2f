import { InMemoryTelemetry } from "@heddle/core";
import { expect, test } from "vitest";

/** What is recorded of a thrown value: type, message, and whether there is a stack. */
function thrown(value: unknown): unknown[] {
  const memory = new InMemoryTelemetry();
  memory.trace("x", {}, (span) => span.fail(value));
  const [span] = memory.spans();
  return [span?.exception, span?.error?.type, span?.error?.message, typeof span?.error?.stack];
}

class Refused extends Error {}

test("whatever was thrown is told by type and message", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const hostile = new Proxy(new Error("x"), {
    get() {
      throw new Error("no");
    },
  });
  const { proxy: dead, revoke } = Proxy.revocable({}, {});
  revoke();

  expect(thrown(new TypeError("no tool"))).toEqual(["TypeError: no tool", "TypeError", "no tool", "string"]);
  expect(thrown(new Refused("by policy"))).toEqual(["Refused: by policy", "Refused", "by policy", "string"]);
  expect(thrown(new Error(""))).toEqual(["Error", "Error", "", "string"]);
  expect(thrown({ name: "", message: "like an error" })).toEqual([
    "Object: like an error",
    "Object",
    "like an error",
    "undefined",
  ]);
  expect(thrown("just text")).toEqual(["string: just text", "string", "just text", "undefined"]);
  expect(thrown(undefined)).toEqual(["undefined: undefined", "undefined", "undefined", "undefined"]);
  expect(thrown(null)).toEqual(["null: null", "null", "null", "undefined"]);
  expect(thrown(12n)).toEqual(["bigint: 12", "bigint", "12", "undefined"]);
  expect(thrown({ code: 5 })).toEqual(['Object: {"code":5}', "Object", '{"code":5}', "undefined"]);
  expect(thrown(Object.create(null))).toEqual(["Error: {}", "Error", "{}", "undefined"]);
  expect(thrown(circular)).toEqual(["Object", "Object", "", "undefined"]);
  expect(thrown({ toJSON: () => undefined })).toEqual(["Object", "Object", "", "undefined"]);
  expect(thrown(hostile).slice(1, 2)).toEqual(["Error"]);
  expect(thrown(dead).slice(1, 2)).toEqual(["Error"]);
  expect(thrown(new Error("half a pair \ud800"))).toEqual([
    "Error: half a pair \ufffd",
    "Error",
    "half a pair \ufffd",
    "string",
  ]);
});

test("the stacks of the causes are below the stack, as far as there is an end to them", () => {
  const ring = new Error("ring");
  ring.cause = ring;
  const memory = new InMemoryTelemetry();

  memory.trace("x", {}, (span) => span.fail(new Error("outer", { cause: new TypeError("inner", { cause: "text" }) })));
  memory.trace("y", {}, (span) => span.fail(ring));

  const [x, y] = memory.spans();
  expect(x?.error?.stack).toMatch(/^Error: outer\n[\s\S]*\n\[cause\]: TypeError: inner\n/);
  expect(y?.error?.stack?.split("[cause]: ")).toHaveLength(6);
});
