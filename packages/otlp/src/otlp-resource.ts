/** Who recorded: what every request says once. */
import type { JsonObject } from "@heddle/core";
import { keyValuesOf } from "./any-value.ts";
import type { ResourceMessage, ScopeMessage } from "./common-messages.ts";

/** The process, service or host that records are of. */
export interface OtlpResource {
  /** `service.name` and the like. */
  readonly attributes: JsonObject;
}

/** What OTLP calls the library that made the records. */
export const heddleScope: ScopeMessage = { name: "heddle" };

export function resourceMessage({ attributes }: OtlpResource): ResourceMessage {
  return { attributes: keyValuesOf(attributes) };
}
