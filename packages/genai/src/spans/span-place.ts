/** What a typed span is opened with. */
import type { Clock, ManualSpan, Telemetry } from "@heddle/core";
import type { Capture, CurrentSettings } from "../settings.ts";
import type { IoWriter } from "./io-attributes.ts";
import type { SpanType } from "./span-types.ts";
import type { TypedSpan } from "./typed-span.ts";

/** Where it stands, and what holds for it. */
export interface SpanPlace {
  readonly type: SpanType;
  readonly span: ManualSpan;
  readonly telemetry: Telemetry;
  readonly settings: CurrentSettings;
  readonly clock: Clock;
  readonly capture: Required<Capture>;
  readonly write: IoWriter;
  /** The typed span around it; let go when the span ends, or work that goes on for ever in what it left running keeps all before it. */
  parent: TypedSpan | undefined;
  /** When it began, on the wall clock and on the clock that never goes back. Milliseconds. */
  readonly startedAt: number;
  readonly startedMs: number;
}
