/** Who recorded: what every request says once. */
import type { JsonObject } from "@heddle/core";
import { keyValuesOf } from "./any-value.ts";
import type { ResourceMessage, ScopeMessage } from "./common-messages.ts";

/** The process, service or host that records are of. */
export interface OtlpResource {
  /** `service.name` and the like. */
  readonly attributes: JsonObject;
}

/** The library that made records. */
export interface OtlpScope {
  readonly name: string;
  readonly version?: string;
}

/** Ours. */
export const heddleScope: OtlpScope = { name: "heddle" };

/** What a request says of the resource. */
export function resourceMessage({ attributes }: OtlpResource): ResourceMessage {
  return { attributes: keyValuesOf(attributes) };
}

/** What a request says of the library. */
export function scopeOf({ name = "", version = "" }: ScopeMessage): OtlpScope {
  return { name, ...(version && { version }) };
}
