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

  expect(() => tool({ name: "odd", parameters, execute() {} })).toThrow(
    "tool odd: parameters is no JSON Schema: schema/type must be",
  );
  const lost = { type: "object", properties: { a: { $ref: "#/$defs/nowhere" } } };
  expect(() => tool({ name: "odd", parameters: lost, execute() {} })).toThrow("can't resolve reference");
});

test.each([
  ["text", 'tool odd: parameters is "text"; give JSON Schema'],
  [null, "tool odd: parameters is null; give JSON Schema"],
  [{ "~standard": { vendor: "zod" }, type: "object" }, "give JSON Schema, such as z.toJSONSchema() makes"],
])("parameters of %o are refused", (parameters, message) => {
  expect(() => tool({ name: "odd", parameters: parameters as never, execute() {} })).toThrow(message);
});

test("without a name or something to execute there is no tool", () => {
  expect(() => tool({ execute() {} } as never)).toThrow("tool: name is undefined; give 1 to 64 letters");
  expect(() => tool({ name: "lazy" } as never)).toThrow("tool lazy: execute is undefined; give a function");
});

test("schemas as generators make them are taken: of an older draft, with an id, with formats", () => {
  const parameters = () => ({
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "https://example.com/mail",
    type: "object",
    properties: { to: { type: "string", format: "email" } },
    required: ["to"],
  });

  const [mail, copy] = [0, 1].map(() =>
    tool<{ to: string }>({ name: "mail", parameters: parameters(), execute: ({ to }) => to }),
  );

  expect(mail?.parameters).toEqual(parameters());
  expect(copy?.call({ to: "alice" }, context)).toBe("alice");
  expect(() => copy?.call({}, context)).toThrow("arguments must have required property 'to'");
});
