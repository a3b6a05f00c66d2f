/** Tools: what a model may call, with arguments that are checked before anything runs. */
import type { JsonObject } from "@heddle/core";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { mistake } from "./mistake.ts";
import type { ToolDeclaration } from "./model.ts";
import type { Owner } from "./run-options.ts";

/** A tool that an agent may be given. */
export interface Tool extends ToolDeclaration {
  /** Checks the arguments, then runs. Throws a TypeError that tells the model what is wrong with them. */
  call(given: unknown, context: ToolContext): unknown;
}

/** What a tool may know of the run it is called in. */
export interface ToolContext extends Owner {
  readonly callId: string;
  /** Aborts when the run does. */
  readonly signal: AbortSignal;
}

/** How a tool is written. */
export interface ToolOptions<Args> {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema 2020-12, of which `format` is told but not checked. An object without properties unless given. */
  readonly parameters?: JsonObject;
  /** What it returns is told to the model: text as it is, anything else as JSON. */
  execute(args: Args, context: ToolContext): unknown;
}

/** Makes a tool. Throws a TypeError for a name that models do not take, no `execute`, or a schema that is none. */
export function tool<Args = Record<string, never>>(options: ToolOptions<Args>): Tool {
  const { name, description, parameters = { type: "object", properties: {} } } = options;
  if (typeof name !== "string" || !/^[\w-]{1,64}$/.test(name)) {
    throw mistake("tool: name", name, "give 1 to 64 letters, digits, _ and -");
  }
  if (typeof options.execute !== "function") throw mistake(`tool ${name}: execute`, options.execute, "give a function");
  const validate = compile(name, parameters);
  return {
    name,
    ...(description !== undefined && { description }),
    parameters,
    call(given, context) {
      if (!validate(given)) throw new TypeError(`${name} was not called: ${problemsOf(validate)}`);
      return options.execute(given as Args, context);
    },
  };
}

/** Ajv keeps what it has compiled for ever: each tool has one of its own, and this one only looks at schemas. */
const ajv = new Ajv2020({ strict: false });
const OPTIONS = { allErrors: true, strict: false, validateFormats: false, validateSchema: false, meta: false };

/** A schema of zod's or another library's is no JSON Schema, but looks like one to Ajv. */
function compile(name: string, parameters: JsonObject): ValidateFunction {
  if (typeof parameters !== "object" || parameters === null || "~standard" in parameters) {
    throw mistake(`tool ${name}: parameters`, parameters, "give JSON Schema, such as z.toJSONSchema() makes");
  }
  // Generators name older drafts, which say the same of what tools need.
  const { $schema, ...schema } = parameters;
  try {
    if (!ajv.validateSchema(schema)) throw new Error(ajv.errorsText(ajv.errors, { dataVar: "schema" }));
    return new Ajv2020(OPTIONS).compile(schema);
  } catch (error) {
    throw new TypeError(`tool ${name}: parameters is no JSON Schema: ${(error as Error).message}`, { cause: error });
  }
}

function problemsOf({ errors }: ValidateFunction): string {
  return ajv.errorsText(errors, { dataVar: "arguments" });
}
