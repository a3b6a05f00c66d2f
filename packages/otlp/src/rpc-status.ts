/** Reads a `google.rpc.Status`: what servers say of a failure, and when to come back. */
import { type Integer, type MessageType, many, messageType, one } from "./message-type.ts";
import { readProtobuf } from "./read-protobuf.ts";

/** The part of it that matters here. */
export interface RpcStatus {
  readonly message: string;
  /** Of a `google.rpc.RetryInfo` among the details. */
  readonly retryAfterMs?: number;
}

interface StatusMessage {
  readonly message?: string;
  readonly details?: readonly AnyMessage[];
}

interface AnyMessage {
  readonly typeUrl?: string;
  readonly value?: string;
}

interface RetryInfoMessage {
  readonly retryDelay?: DurationMessage;
}

interface DurationMessage {
  readonly seconds?: Integer;
  readonly nanos?: Integer;
}

const status: MessageType<StatusMessage> = messageType("Status", {
  message: one(2, "string"),
  details: many(3, () => any),
});

const any: MessageType<AnyMessage> = messageType("Any", { typeUrl: one(1, "string"), value: one(2, "bytes") });

const retryInfo: MessageType<RetryInfoMessage> = messageType("RetryInfo", { retryDelay: one(1, () => duration) });

const duration: MessageType<DurationMessage> = messageType("Duration", {
  seconds: one(1, "int64"),
  nanos: one(2, "int64"),
});

/** Never throws: what is no such message says nothing. */
export function decodeRpcStatus(bytes: Uint8Array): RpcStatus {
  try {
    const { message = "", details = [] } = readProtobuf(bytes, status);
    const detail = details.find(({ typeUrl = "" }) => typeUrl.endsWith("google.rpc.RetryInfo"));
    if (detail === undefined) return { message };
    const { retryDelay = {} } = readProtobuf(Buffer.from(detail.value ?? "", "base64"), retryInfo);
    return { message, retryAfterMs: Number(retryDelay.seconds ?? 0) * 1000 + Number(retryDelay.nanos ?? 0) / 1e6 };
  } catch {
    return { message: "" };
  }
}
