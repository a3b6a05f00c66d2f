/** Reads the tools that a model is offered. */
import type { JsonValue } from "@heddle/core";
import { defined, isObject, objectsAt, textAt, type Unknowns } from "./look.ts";
import { jsonOf } from "./read-part.ts";
import { type RequestSettings, valuesAt } from "./request-settings.ts";
import { snakeCase } from "./snake-case.ts";

/** A tool. A list of them is `gen_ai.tool.definitions` as it stands. */
export interface ToolDefinition {
  /** `function`, or what a provider calls a tool of its own. */
  readonly type: string;
  readonly name: string;
  readonly description?: string;
  /** A JSON schema of the arguments, where one is at hand. */
  readonly parameters?: JsonValue;
}

/** `undefined` where none are offered. */
export function readTools(settings: RequestSettings): readonly ToolDefinition[] | undefined {
  const config = settings.get("tool_config")?.value;
  const lists = [...valuesAt(settings, ["tools", "functions"]), isObject(config) ? config.tools : undefined];
  const given = lists.find((list) => Array.isArray(list) || isObject(list));
  if (given === undefined) return undefined;
  if (Array.isArray(given)) return given.filter(isObject).flatMap(toolsIn);
  return Object.entries(given as Unknowns).flatMap(([name, tool]) => (isObject(tool) ? [named(tool, name)] : []));
}

/** Gemini has lists of functions in its list; most others an object for each. */
function toolsIn(given: Unknowns): readonly ToolDefinition[] {
  const functions = ["functionDeclarations", "function_declarations"].flatMap((key) => objectsAt(given, key));
  if (functions.length > 0) return functions.map((each) => named(each, ""));
  const { function: ofOpenAI, custom, toolSpec, systemTool } = given;
  const inner = [ofOpenAI, custom, toolSpec, systemTool].find(isObject);
  if (inner !== undefined) return [named({ type: given.type, ...inner }, "")];
  if (textAt(given, "name") !== undefined) return [named(given, "")];
  const own = textAt(given, "type") ?? Object.keys(given)[0];
  return own === undefined || own === "cachePoint" ? [] : [{ type: snakeCase(own), name: own }];
}

function named(tool: Unknowns, name: string): ToolDefinition {
  const parameters = schemaOf(tool);
  const type = textAt(tool, "type") ?? "function";
  return defined<ToolDefinition>({
    // Anthropic says custom where all others say function.
    type: type === "custom" && parameters !== undefined ? "function" : type,
    name: textAt(tool, "name") ?? name,
    description: textAt(tool, "description"),
    parameters,
  });
}

const schemaKeys = ["parameters", "parametersJsonSchema", "input_schema", "inputSchema", "schema"];

/** A schema that is an object of a library's own is no JSON; it is left out unless it can say itself in JSON. */
function schemaOf(tool: Unknowns): JsonValue | undefined {
  const given = schemaKeys.map((key) => tool[key]).find((schema) => isObject(schema));
  if (!isObject(given)) return undefined;
  const schema = [given.json, given.jsonSchema].find(isObject) ?? given;
  const prototype = Object.getPrototypeOf(schema);
  return prototype === Object.prototype || prototype === null ? jsonOf(schema) : standardSchema(schema);
}

/** What schemas have said: it takes them long. */
const saidSchemas = new WeakMap<object, JsonValue | undefined>();

/** As zod and others say it. https://standardschema.dev/json-schema */
function standardSchema(schema: Unknowns): JsonValue | undefined {
  if (!saidSchemas.has(schema)) saidSchemas.set(schema, askSchema(schema["~standard"]));
  return saidSchemas.get(schema);
}

function askSchema(standard: unknown): JsonValue | undefined {
  const source = isObject(standard) && isObject(standard.jsonSchema) ? standard.jsonSchema : {};
  if (typeof source.input !== "function") return undefined;
  try {
    return jsonOf(source.input({ target: "draft-2020-12" }));
  } catch {
    // It checks what JSON Schema has no words for.
    return undefined;
  }
}

const choices: Readonly<Record<string, string>> = {
  any: "required",
  auto: "auto",
  none: "none",
  required: "required",
};

/** `auto`, `none`, `required`, `{ name }` of the one tool, or as it came; `undefined` where nothing is said. */
export function readToolChoice(settings: RequestSettings): JsonValue | undefined {
  const config = settings.get("tool_config")?.value;
  const ofConfig = isObject(config) ? (config.toolChoice ?? config.functionCallingConfig) : undefined;
  const given = settings.get("tool_choice")?.value ?? settings.get("function_call")?.value ?? ofConfig;
  if (given === undefined) return undefined;
  const said = isObject(given) ? (textAt(given, "type", "mode") ?? Object.keys(given)[0]) : given;
  const known = String(said).toLowerCase();
  const tool = isObject(given) ? toolOf(given) : undefined;
  if (tool !== undefined) return { name: tool };
  return Object.hasOwn(choices, known) ? (choices[known] as string) : jsonOf(given);
}

function toolOf(choice: Unknowns): string | undefined {
  const { allowedFunctionNames: allowed } = choice;
  if (Array.isArray(allowed) && allowed.length === 1) return String(allowed[0]);
  const inner = [choice.function, choice.tool].find(isObject) ?? choice;
  return textAt(inner, "name", "toolName");
}
