/** What JSON may write for the scalars of a message. */
import { type Integer, integerOf, type Scalar } from "./message-type.ts";
import { timeOfDigits } from "./nanos.ts";

/** How one type is read. */
export interface JsonScalar {
  /** `undefined` for what is no such value. */
  read(value: unknown): unknown;
  /** In words. */
  readonly wanted: string;
}

const text: JsonScalar = {
  read: (value) => (typeof value === "string" ? value.toWellFormed() : undefined),
  wanted: "a text",
};

/** Some write base64 with the letters of URLs. */
const bytes: JsonScalar = {
  read: (value) => (matches(value, /^[\w+/-]*={0,2}$/) ? Buffer.from(value, "base64").toString("base64") : undefined),
  wanted: "base64",
};

/** Which texts are ids is for whoever takes the message apart: a bad one spoils what it belongs to, and no more. */
const id: JsonScalar = {
  read: (value) => (typeof value === "string" ? value.toWellFormed().toLowerCase() : undefined),
  wanted: "hex digits",
};

const bool: JsonScalar = {
  read: (value) => (typeof value === "boolean" ? value : undefined),
  wanted: "true or false",
};

const integer: JsonScalar = { read: readInteger, wanted: "a whole number" };

const smallInteger: JsonScalar = {
  read(value) {
    const number = readInteger(value);
    return typeof number === "number" && Math.abs(number) < 2 ** 32 ? number : undefined;
  },
  wanted: "a whole number of 32 bits",
};

const time: JsonScalar = {
  read(value) {
    if (typeof value === "number" && value >= 0) return Math.round(value / 1000) / 1000;
    return matches(value, /^\d{1,20}$/) ? timeOfDigits(value) : undefined;
  },
  wanted: "nanoseconds since the epoch",
};

const double: JsonScalar = {
  read(value) {
    if (typeof value === "number") return value;
    return matches(value, /^(NaN|-?Infinity|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/) ? Number(value) : undefined;
  },
  wanted: "a number",
};

/** By the type of the field. */
export const jsonScalars: Readonly<Record<Scalar, JsonScalar>> = {
  string: text,
  bytes,
  id,
  bool,
  enum: smallInteger,
  uint32: smallInteger,
  sint32: smallInteger,
  int64: integer,
  uint64: integer,
  fixed32: smallInteger,
  fixed64: integer,
  sfixed64: integer,
  time,
  double,
};

function readInteger(value: unknown): Integer | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? value + 0 : undefined;
  return matches(value, /^-?\d{1,20}$/) ? integerOf(BigInt(value)) : undefined;
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}
