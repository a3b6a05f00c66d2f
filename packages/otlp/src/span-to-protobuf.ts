/** Encodes a span in protobuf, on the hot path: bytes are written where they will stay. */
import type { SpanRecord } from "@heddle/core";
import type { OtlpLimits, OtlpValue } from "@heddle/core/bridge";
import { anyValueOf } from "./any-value.ts";
import type { AttributeKey } from "./attribute-key.ts";
import { ByteWriter, varint64Bytes, varintBytes } from "./byte-writer.ts";
import { eachAttribute } from "./span-attributes.ts";
import { flagsOf, spanDetails } from "./span-details.ts";
import { span as spanType } from "./trace-messages.ts";
import { writeFields } from "./write-protobuf.ts";

/** Field numbers and wire types: `ScopeSpans.spans`, then those of `Span`. */
const SPANS = 0x12;
const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const PARENT_SPAN_ID = 0x22;
const NAME = 0x2a;
const KIND = 0x30;
const START_TIME = 0x39;
const END_TIME = 0x41;
const ATTRIBUTES = 0x4a;
const FLAGS = [0x85, 0x01] as const;
/** Of `KeyValue` and `AnyValue`. */
const VALUE = 0x12;
const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;

/** More than times and flags have, and the tags of the fields around them. */
const FIXED_BYTES = 64;
/** More than an attribute has beside its key, where the value is no text. */
const SCALAR_BYTES = 32;

const writer = new ByteWriter();

/**
 * `span` as one `ScopeSpans.spans` field of a request, its tag and length included: see `tracesRequest`. The bytes are a
 * view into a buffer that spans share: never transfer that to another thread.
 */
export function spanToProtobuf(span: SpanRecord, limits: OtlpLimits = {}): Uint8Array {
  writer.begin(0);
  writeId(TRACE_ID, span.traceId);
  writeId(SPAN_ID, span.spanId);
  if (span.parentSpanId !== undefined) writeId(PARENT_SPAN_ID, span.parentSpanId);
  writer.reserve(FIXED_BYTES);
  writeByte(START_TIME);
  writer.time(span.startedAt);
  writeByte(END_TIME);
  writer.time(span.endedAt);
  writeByte(FLAGS[0]);
  writeByte(FLAGS[1]);
  writer.fixed32(flagsOf(span));
  writeByte(NAME);
  writer.text(span.name);
  const kind = eachAttribute(span, limits, writer, writeAttribute);
  writer.reserve(2);
  writeByte(KIND);
  writeByte(kind);
  writeFields(writer, spanDetails(span, limits), spanType);
  return writer.takeField(SPANS);
}

function writeByte(byte: number): void {
  writer.bytes[writer.at++] = byte;
}

function writeId(tag: number, hex: string): void {
  writer.reserve(6 + hex.length);
  writeByte(tag);
  writer.varint(hex.length >> 1);
  writer.hex(hex);
}

function writeAttribute(out: ByteWriter, key: AttributeKey, value: OtlpValue): void {
  out.reserve(SCALAR_BYTES + key.field.length);
  switch (typeof value) {
    case "string":
      writeString(out, key, value);
      break;
    case "number":
      writeNumber(out, key, value);
      break;
    case "boolean":
      writeHead(out, key, 2);
      out.bytes[out.at++] = BOOL;
      out.bytes[out.at++] = Number(value);
      break;
    default:
      writeFields(out, { attributes: [{ key: key.text, value: anyValueOf(value) }] }, spanType);
  }
}

function writeNumber(out: ByteWriter, key: AttributeKey, value: number): void {
  if (Number.isSafeInteger(value)) {
    writeHead(out, key, 1 + varint64Bytes(value));
    out.bytes[out.at++] = INT;
    out.varint64(value);
  } else {
    writeHead(out, key, 9);
    out.bytes[out.at++] = DOUBLE;
    out.double(value);
  }
}

/** Where every length takes one byte, the text is tried as ASCII before anything else is written. */
function writeString(out: ByteWriter, key: AttributeKey, text: string): void {
  const size = text.length;
  const keySize = key.field.length;
  out.reserve(SCALAR_BYTES + keySize + size);
  if (size < 64 && keySize + size < 120 && out.ascii(text, out.at + keySize + 6)) {
    writeHead(out, key, 2 + size);
    out.bytes[out.at++] = STRING;
    out.bytes[out.at++] = size;
    out.at += size;
    return;
  }
  const length = Buffer.byteLength(text);
  writeHead(out, key, 1 + varintBytes(length) + length);
  out.bytes[out.at++] = STRING;
  out.text(text);
}

/** The attribute's tag, length and key, and the tag and length of its value, which has `size` bytes. */
function writeHead(out: ByteWriter, key: AttributeKey, size: number): void {
  out.bytes[out.at++] = ATTRIBUTES;
  out.varint(key.field.length + 1 + varintBytes(size) + size);
  out.copy(key.field);
  out.bytes[out.at++] = VALUE;
  out.varint(size);
}
