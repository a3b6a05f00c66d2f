/** Reads any described message from JSON. */
import { type JsonScalar, jsonScalars } from "./json-scalars.ts";
import { type Field, MAX_DEPTH, type MessageType } from "./message-type.ts";
import { OtlpFormatError } from "./otlp-format-error.ts";

/** Where the reader is: keys and indexes, outermost first. */
type Path = (string | number)[];

/**
 * The message that `json`, a text or what it says, holds. Keys may be in camelCase or snake_case, whole numbers may be
 * texts, enums may be names. What the description does not have is passed over; throws an `OtlpFormatError`.
 */
export function readJson<T>(json: string | object, type: MessageType<T>): T {
  return readMessage(typeof json === "string" ? parse(json) : json, type, []) as T;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new OtlpFormatError(`the text is no JSON: ${(cause as Error).message}`, { cause });
  }
}

function readMessage(value: unknown, type: MessageType, path: Path): object {
  if (path.length > 2 * MAX_DEPTH) throw new OtlpFormatError(`${type.name} is nested too deep`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(value, path, "an object");
  const message: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(value)) {
    const field = type.byName.get(key);
    if (field === undefined || given === null || given === undefined) continue;
    path.push(key);
    message[field.name] = field.isList ? readList(given, field, path) : readValue(given, field, path);
    path.pop();
  }
  return message;
}

function readList(value: unknown, field: Field, path: Path): unknown[] {
  if (!Array.isArray(value)) return refuse(value, path, "an array");
  return value.map((item, index) => {
    path.push(index);
    const read = readValue(item, field, path);
    path.pop();
    return read;
  });
}

function readValue(value: unknown, { type, names = [] }: Field, path: Path): unknown {
  if (typeof type === "function") return readMessage(value, type(), path);
  if (typeof value === "string" && names.includes(value)) return names.indexOf(value);
  const { read, wanted }: JsonScalar = jsonScalars[type];
  return read(value) ?? refuse(value, path, names.length === 0 ? wanted : `one of ${names.join(", ")}`);
}

function refuse(value: unknown, path: Path, wanted: string): never {
  const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  throw new OtlpFormatError(`${place.slice(1) || "the message"}: ${inWords(value)} is not ${wanted}`);
}

/** A structure may be as large as the request. */
function inWords(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
