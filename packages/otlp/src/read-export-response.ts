/** Reads what a backend says of a request that it took. */
import { fieldsOf, numberOf, textOf } from "./protobuf-fields.ts";
import type { Outcome } from "./sender.ts";

/** Some backends answer a success with a text of their own: it says nothing of what was refused. */
export function readExportResponse(body: Uint8Array | string): Outcome {
  const partial = fieldsOf(fieldsOf(body as Uint8Array).get(1)?.[0]);
  const message = textOf(partial.get(2)?.[0]);
  return { kind: "accepted", rejected: numberOf(partial.get(1)?.[0]), ...(message && { message }) };
}
