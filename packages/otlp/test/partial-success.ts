/** Encodes the answer to a request that was taken. */

/** `Export*ServiceResponse.partial_success(1)` with `rejected(1)` and `error_message(2)`. */
export function partialSuccess(partial: { rejected: number; message: string } | undefined, asJson: boolean): Buffer {
  if (partial === undefined) return Buffer.from(asJson ? "{}" : "");
  const { rejected, message } = partial;
  if (asJson) {
    // Each signal reads the name of its own; the number is a string, as JSON of protobuf writes 64 bits.
    const count = String(rejected);
    const partialSuccess = { rejectedSpans: count, rejectedDataPoints: count, errorMessage: message };
    return Buffer.from(JSON.stringify({ partialSuccess }));
  }
  const text = Buffer.from(message);
  const inside = Buffer.concat([Buffer.from([0x08, ...varint(rejected), 0x12, ...varint(text.length)]), text]);
  return Buffer.concat([Buffer.from([0x0a, ...varint(inside.length)]), inside]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
