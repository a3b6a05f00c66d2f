/** Reads what the answer to a gRPC call means. */
import type { IncomingHttpHeaders } from "node:http2";
import { outcomeOfHttp } from "./http-outcome.ts";
import { readExportResponse } from "./read-export-response.ts";
import { decodeRpcStatus } from "./rpc-status.ts";
import type { Outcome } from "./sender.ts";

export interface GrpcAnswer {
  /** The status of HTTP. */
  readonly status: number;
  /** Headers and trailers. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

const codes = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** Those that the OTLP specification calls retryable. */
const passing = new Set(["CANCELLED", "DEADLINE_EXCEEDED", "ABORTED", "OUT_OF_RANGE", "UNAVAILABLE", "DATA_LOSS"]);

/** What is answered without the right key, without permission, and where there is no such service. */
const mendable = new Set(["UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND", "UNIMPLEMENTED"]);

/** Before the message: whether it is compressed, and its length in four bytes. */
export const PREFIX_BYTES = 5;

/** A proxy may answer instead of a gRPC server. Throws for a success that is none of gRPC's. */
export function outcomeOfGrpc({ status, headers, body }: GrpcAnswer): Outcome {
  const code = headerOf(headers, "grpc-status");
  if (code === "" && status === 200) throw new Error("an answer without a status of gRPC");
  if (code === "") return outcomeOfHttp({ status, header: (name) => headerOf(headers, name), body });
  if (code === "0") return readExportResponse(body.subarray(PREFIX_BYTES));
  const name = codes[Number(code)] ?? `status ${code}`;
  const said = unescaped(headerOf(headers, "grpc-message"));
  const message = said === "" ? name : `${name}: ${said}`;
  if (name === "RESOURCE_EXHAUSTED" && /larger than max|too large/i.test(said)) {
    return { kind: "refused", message, isTooLarge: true };
  }
  const details = decodeRpcStatus(Buffer.from(headerOf(headers, "grpc-status-details-bin"), "base64"));
  const pushback = headerOf(headers, "grpc-retry-pushback-ms");
  const retryAfterMs = pushback === "" ? details.retryAfterMs : Number(pushback);
  const mayRetry = passing.has(name) || (name === "RESOURCE_EXHAUSTED" && retryAfterMs !== undefined);
  if (!mayRetry || !((retryAfterMs ?? 0) >= 0))
    return { kind: "refused", message, ...(mendable.has(name) && { isMendable: true }) };
  return { kind: "failed", message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  return String(headers[name] ?? "");
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
