/** Writes any described message in protobuf. */
import { ByteWriter } from "./byte-writer.ts";
import { type Field, isPacked, type MessageType, type Scalar, WITH_LENGTH, wireType } from "./message-type.ts";

const writer = new ByteWriter();

/** The bytes of `message`. */
export function writeProtobuf<T extends object>(message: T, type: MessageType<T>): Uint8Array {
  writer.begin(0);
  writeFields(writer, message, type);
  return writer.take();
}

/** The fields of `message`, where another message goes on. */
export function writeFields<T extends object>(out: ByteWriter, message: T, type: MessageType<T>): void {
  for (const field of type.fields) {
    const value = (message as Readonly<Record<string, unknown>>)[field.name];
    if (value === undefined) continue;
    if (!field.isList) writeField(out, field, value);
    else if (isPacked(field)) writePacked(out, field, value as readonly unknown[]);
    else for (const item of value as readonly unknown[]) writeField(out, field, item);
  }
}

function writeField(out: ByteWriter, field: Field, value: unknown): void {
  const { number, type } = field;
  out.reserve(16);
  out.varint((number << 3) | wireType(field));
  if (typeof type !== "function") {
    writeScalar(out, type, value);
    return;
  }
  const opened = out.open();
  writeFields(out, value as object, type() as MessageType<object>);
  out.close(opened);
}

/** Numbers in a list share one tag. */
function writePacked(out: ByteWriter, { number, type }: Field, values: readonly unknown[]): void {
  out.reserve(5);
  out.varint((number << 3) | WITH_LENGTH);
  const opened = out.open();
  for (const value of values) {
    out.reserve(10);
    writeScalar(out, type as Scalar, value);
  }
  out.close(opened);
}

type ScalarWriter = (out: ByteWriter, value: never) => void;

function writeScalar(out: ByteWriter, type: Scalar, value: unknown): void {
  (scalarWriters[type] as ScalarWriter)(out, value as never);
}

/** Of those types that requests are made of. */
const scalarWriters: { readonly [Type in Scalar]?: ScalarWriter } = {
  string: (out, value: string) => out.text(value),
  id: (out, value: string) => {
    out.reserve(5 + value.length);
    out.varint(value.length >> 1);
    out.hex(value);
  },
  bool: (out, value: boolean) => out.varint(Number(value)),
  enum: (out, value: number) => out.varint(value),
  int64: (out, value: number) => out.varint64(value),
  fixed64: (out, value: number) => out.fixed64(value),
  time: (out, value: number) => out.time(value),
  double: (out, value: number) => out.double(value),
};
