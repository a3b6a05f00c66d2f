/** Reads the fields of small protobuf messages. */

/** Field numbers, and what stands there: a number, or the bytes of a text or a message. */
type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/** Stops at what is none of the wire types that these messages have. */
export function fieldsOf(bytes: number | Uint8Array | undefined): Fields {
  const fields = new Map<number, (number | Uint8Array)[]>();
  if (!(bytes instanceof Uint8Array)) return fields;
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const type = tag & 7;
    if (type !== 0 && type !== 2) break;
    const number = varint();
    const value = type === 0 ? number : bytes.subarray(at, at + number);
    if (type === 2) at += number;
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

export function textOf(value: number | Uint8Array | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : "";
}

export function numberOf(value: number | Uint8Array | undefined): number {
  return typeof value === "number" ? value : 0;
}
