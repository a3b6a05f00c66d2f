/** Reads any described message from protobuf. */
import { ByteReader } from "./byte-reader.ts";
import {
  type Field,
  isPacked,
  MAX_DEPTH,
  type MessageType,
  type Scalar,
  WITH_LENGTH,
  wireType,
} from "./message-type.ts";

/** The message in `bytes`. What the description does not have is passed over; throws an `OtlpFormatError`. */
export function readProtobuf<T>(bytes: Uint8Array, type: MessageType<T>): T {
  if (!ArrayBuffer.isView(bytes)) {
    const given = Object.prototype.toString.call(bytes);
    throw new TypeError(`${type.name} is to be read from ${given}; give its bytes, as a Uint8Array`);
  }
  return readMessage(new ByteReader(bytes), bytes.length, type, MAX_DEPTH) as T;
}

function readMessage(reader: ByteReader, end: number, type: MessageType, depth: number): object {
  if (depth === 0) reader.fail(`${type.name} is nested too deep`);
  const message: Record<string, unknown> = {};
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag < 8) reader.fail("there is no field 0");
    const field = type.byNumber.get(tag >>> 3);
    if (field === undefined) reader.skip(tag & 7);
    else readField(reader, message, field, tag & 7, depth);
  }
  if (reader.at > end)
    reader.fail(`the last field of ${type.name} is longer than the message, which ends at byte ${end}`);
  return message;
}

function readField(
  reader: ByteReader,
  message: Record<string, unknown>,
  field: Field,
  wire: number,
  depth: number,
): void {
  const { name } = field;
  if (wire === WITH_LENGTH && isPacked(field)) {
    message[name] = [...listOf(message[name]), ...readPacked(reader, field)];
    return;
  }
  if (wire !== wireType(field)) reader.fail(`${name} cannot have the wire type ${wire}`);
  const value = readValue(reader, field, depth);
  if (!field.isList) message[name] = value;
  else if (message[name] === undefined) message[name] = [value];
  else (message[name] as unknown[]).push(value);
}

function listOf(list: unknown): readonly unknown[] {
  return (list ?? []) as readonly unknown[];
}

function readPacked(reader: ByteReader, field: Field): unknown[] {
  const end = reader.ahead(reader.varint());
  const values: unknown[] = [];
  while (reader.at < end) values.push(readValue(reader, field, 0));
  if (reader.at > end)
    reader.fail(`the last number of ${field.name} is longer than the list, which ends at byte ${end}`);
  return values;
}

function readValue(reader: ByteReader, { type }: Field, depth: number): unknown {
  if (typeof type !== "function") return scalarReaders[type](reader);
  const end = reader.ahead(reader.varint());
  return readMessage(reader, end, type(), depth - 1);
}

const scalarReaders: Readonly<Record<Scalar, (reader: ByteReader) => unknown>> = {
  string: (reader) => reader.text("utf8"),
  bytes: (reader) => reader.text("base64"),
  id: (reader) => reader.text("hex"),
  bool: (reader) => reader.varint() !== 0,
  enum: (reader) => reader.varint() | 0,
  uint32: (reader) => reader.varint(),
  sint32: (reader) => unzigzag(reader.varint()),
  int64: (reader) => reader.signedVarint(),
  uint64: (reader) => reader.unsignedVarint(),
  fixed32: (reader) => reader.fixed32(),
  fixed64: (reader) => reader.unsigned64(),
  sfixed64: (reader) => reader.signed64(),
  time: (reader) => reader.time(),
  double: (reader) => reader.double(),
};

function unzigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}
