/** Describes protobuf messages as data, which the readers and writers of both forms go by. */

/**
 * What a field holds, and how a message in memory holds it. `id` is bytes as hex digits, `bytes` is base64, `time` is
 * milliseconds since the epoch, to the microsecond. Whole numbers of 64 bits are numbers where that is exact, else text.
 */
export type Scalar =
  | "string"
  | "bytes"
  | "id"
  | "bool"
  | "enum"
  | "uint32"
  | "sint32"
  | "int64"
  | "uint64"
  | "fixed32"
  | "fixed64"
  | "sfixed64"
  | "time"
  | "double";

/** A whole number of 64 bits: text where a number would not be exact. */
export type Integer = number | string;

/** A field of a message. */
export interface Field {
  /** As JSON writes it. */
  readonly name: string;
  readonly number: number;
  readonly isList: boolean;
  /** Messages may hold themselves, so they are named late. */
  readonly type: Scalar | (() => MessageType);
  /** Of an enum: its names, in the order of their numbers. */
  readonly names?: readonly string[];
}

/** A message, which is an object `T` in memory: what is absent is left out. */
export interface MessageType<T = unknown> {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
  /** In lowerCamelCase, and as it stands in the .proto file. */
  readonly byName: ReadonlyMap<string, Field>;
  /** Only for the type checker. */
  readonly holds?: T;
}

/** OTLP nests values in lists in values: three messages for each level of JSON. Deeper ones are an attack. */
export const MAX_DEPTH = 300;

type FieldShape = Omit<Field, "name">;

/** Describes the message `name` by its fields. */
export function messageType<T>(
  name: string,
  shapes: { readonly [Key in keyof NoInfer<T>]-?: FieldShape },
): MessageType<T> {
  const fields = Object.entries<FieldShape>(shapes).map(([name, shape]): Field => ({ name, ...shape }));
  return {
    name,
    fields,
    byNumber: new Map(fields.map((field) => [field.number, field])),
    byName: new Map(fields.flatMap((field) => [field.name, snakeCase(field.name)].map((key) => [key, field]))),
  };
}

/** A field that comes once. */
export function one(number: number, type: Field["type"]): FieldShape {
  return { number, type, isList: false };
}

/** A field that comes any number of times. */
export function many(number: number, type: Field["type"]): FieldShape {
  return { number, type, isList: true };
}

/** An enum's field; its names are in the order of their numbers. */
export function oneOf(number: number, names: readonly string[]): FieldShape {
  return { number, type: "enum", names, isList: false };
}

/** Protobuf's wire types. */
export const VARINT = 0;
export const EIGHT_BYTES = 1;
export const WITH_LENGTH = 2;
export const FOUR_BYTES = 5;

/** How protobuf's wire format holds one value of a field. */
export function wireType({ type }: Field): number {
  return typeof type === "function" ? WITH_LENGTH : wireTypes[type];
}

/** Whether the values of a list may stand in one field, without tags between them. */
export function isPacked(field: Field): boolean {
  return field.isList && wireType(field) !== WITH_LENGTH;
}

const wireTypes: Readonly<Record<Scalar, number>> = {
  string: WITH_LENGTH,
  bytes: WITH_LENGTH,
  id: WITH_LENGTH,
  bool: VARINT,
  enum: VARINT,
  uint32: VARINT,
  sint32: VARINT,
  int64: VARINT,
  uint64: VARINT,
  fixed32: FOUR_BYTES,
  fixed64: EIGHT_BYTES,
  sfixed64: EIGHT_BYTES,
  time: EIGHT_BYTES,
  double: EIGHT_BYTES,
};

/** A number, where it is exact. */
export function integerOf(value: bigint): Integer {
  const number = Number(value);
  return BigInt(number) === value ? number : String(value);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
