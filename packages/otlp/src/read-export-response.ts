/** Reads what a backend says of a request that it took. */
import { decodeExportResponse } from "./decode-export-response.ts";
import type { Outcome } from "./sender.ts";

/** Bytes are protobuf, a text is JSON. Some backends answer a success with a text of their own, which says nothing. */
export function readExportResponse(answer: Uint8Array | string): Outcome {
  try {
    return { kind: "accepted", ...decodeExportResponse(answer) };
  } catch {
    return { kind: "accepted", rejected: 0 };
  }
}
