/** Reads what a backend answers to a request. */
import { type Integer, type MessageType, messageType, one } from "./message-type.ts";
import { readJson } from "./read-json.ts";
import { readProtobuf } from "./read-protobuf.ts";

/** What a backend took. */
export interface ExportResult {
  /** How many spans or data points it refused. */
  readonly rejected: number;
  /** Why, or a warning. */
  readonly message?: string;
}

interface ResponseMessage {
  readonly partialSuccess?: PartialSuccessMessage;
}

/** Each signal has a name of its own for the same field. */
interface PartialSuccessMessage {
  readonly rejectedDataPoints?: Integer;
  readonly rejectedSpans?: Integer;
  readonly errorMessage?: string;
}

const response: MessageType<ResponseMessage> = messageType("ExportTraceServiceResponse", {
  partialSuccess: one(1, () => partialSuccess),
});

const partialSuccess: MessageType<PartialSuccessMessage> = messageType("ExportTracePartialSuccess", {
  rejectedDataPoints: one(1, "int64"),
  rejectedSpans: one(1, "int64"),
  errorMessage: one(2, "string"),
});

/**
 * What a backend says of a request for traces or metrics: bytes are protobuf; a text, or what it says, is JSON. An empty
 * answer means that all was taken. Throws an `OtlpFormatError` for what is no answer.
 */
export function decodeExportResponse(answer: Uint8Array | string | object): ExportResult {
  const { partialSuccess = {} } = read(answer);
  const { rejectedSpans, rejectedDataPoints, errorMessage } = partialSuccess;
  const rejected = Number(rejectedSpans ?? rejectedDataPoints ?? 0);
  return { rejected, ...(errorMessage && { message: errorMessage }) };
}

function read(answer: Uint8Array | string | object): ResponseMessage {
  if (answer instanceof Uint8Array) return readProtobuf(answer, response);
  return answer === "" ? {} : readJson(answer, response);
}
