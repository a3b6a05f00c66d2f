/** What is known of the name of an attribute, found once for each name. */
import { isContentAttribute } from "@heddle/core/bridge";
import { ByteWriter } from "./byte-writer.ts";

/** An attribute's name. */
export interface AttributeKey {
  readonly text: string;
  /** In JSON, with its quotes. */
  readonly json: string;
  /** The field `key` of a KeyValue: tag, length, text. */
  readonly field: Uint8Array;
  /** Whether it stays here unless the user says otherwise. */
  readonly isContent: boolean;
  /** Whether it says something that OTLP has a place of its own for. */
  readonly isSpecial: boolean;
}

/** Names are program text, so few and short; a program that makes them up must not fill the memory. */
const MAX_KEYS = 1000;
const MAX_KEY_LENGTH = 200;
const known = new Map<string, AttributeKey>();

const special = new Set(["gen_ai.operation.name", "otel.span.kind", "heddle.status", "error.type"]);

/** What is known of the attribute `text`. */
export function attributeKey(text: string): AttributeKey {
  let key = known.get(text);
  if (key === undefined) {
    key = {
      text,
      json: JSON.stringify(text),
      field: keyField(text),
      isContent: isContentAttribute(text),
      isSpecial: special.has(text),
    };
    if (known.size < MAX_KEYS && text.length <= MAX_KEY_LENGTH) known.set(text, key);
  }
  return key;
}

/** `KeyValue.key`. */
const KEY = 0x0a;
const writer = new ByteWriter();

/** A copy: a view would keep the writer's buffer. */
function keyField(text: string): Uint8Array {
  writer.begin(1);
  writer.bytes[writer.at++] = KEY;
  writer.text(text);
  return Uint8Array.from(writer.take());
}
