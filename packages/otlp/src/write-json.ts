/** Writes any described message in JSON, as OTLP wants it: ids in hex, enums as numbers, 64 bits as text. */
import type { Field, MessageType, Scalar } from "./message-type.ts";
import { nanosText } from "./nanos.ts";

/** The JSON text of `message`. */
export function writeJson<T extends object>(message: T, type: MessageType<T>): string {
  return JSON.stringify(plain(message, type));
}

function plain(message: object, type: MessageType): object {
  const result: Record<string, unknown> = {};
  for (const field of type.fields) {
    const value = (message as Readonly<Record<string, unknown>>)[field.name];
    if (value === undefined) continue;
    result[field.name] = field.isList
      ? (value as readonly unknown[]).map((item) => plainValue(field, item))
      : plainValue(field, value);
  }
  return result;
}

function plainValue({ type }: Field, value: unknown): unknown {
  if (typeof type === "function") return plain(value as object, type());
  return scalarWriters[type]?.(value as number) ?? value;
}

/** All others that requests are made of are written as they are. */
const scalarWriters: { readonly [Type in Scalar]?: (value: number) => string | number } = {
  int64: String,
  fixed64: String,
  time: nanosText,
  double: (value) => (Number.isFinite(value) ? value : String(value)),
};
