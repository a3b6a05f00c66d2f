import { tool } from "@heddle/agent";
import { expect, test } from "vitest";

const context = { callId: "c", sessionId: "s", signal: new AbortController().signal };

test("a tool tells the model its name, description and schema; without one it takes no arguments", () => {
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const described = tool({ name: "weather", description: "The weather.", parameters, execute: () => "cold" });
  const bare = tool({ name: "now", execute: () => "12:00" });

  expect({ ...described, call: undefined }).toEqual({ name: "weather", description: "The weather.", parameters });
  expect({ ...bare, call: undefined }).toEqual({ name: "now", parameters: { type: "object", properties: {} } });
  expect(bare.call({}, context)).toBe("12:00");
});

test.each(["", "two words", "x".repeat(65)])("a name that models do not take is refused: %j", (name) => {
  expect(() => tool({ name, execute() {} })).toThrow(
    `tool: name is ${JSON.stringify(name)}; give 1 to 64 letters, digits, _ and -`,
  );
});

test("a schema that is none is refused", () => {
  const parameters = { type: "thing" };

  expect(() => tool({ name: "odd", parameters, execute() {} })).toThrow("tool odd: parameters is no JSON Schema: ");
});
