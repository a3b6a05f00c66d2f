/** Reads a `google.rpc.Status`: what servers say of a failure, and when to come back. */
import { fieldsOf, numberOf, textOf } from "./protobuf-fields.ts";

/** The part of it that matters here. */
export interface RpcStatus {
  readonly message: string;
  /** Of a `google.rpc.RetryInfo` among the details. */
  readonly retryAfterMs?: number;
}

/** Of bytes that are no such message it gives what can be read; it never throws. */
export function decodeRpcStatus(bytes: Uint8Array): RpcStatus {
  const status = fieldsOf(bytes);
  const message = textOf(status.get(2)?.[0]);
  const retryInfo = (status.get(3) ?? []).map(fieldsOf).find((any) => textOf(any.get(1)?.[0]).endsWith("RetryInfo"));
  if (retryInfo === undefined) return { message };
  const delay = fieldsOf(fieldsOf(retryInfo.get(2)?.[0]).get(1)?.[0]);
  return { message, retryAfterMs: numberOf(delay.get(1)?.[0]) * 1000 + numberOf(delay.get(2)?.[0]) / 1e6 };
}
