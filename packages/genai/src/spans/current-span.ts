/** Where the program is, in typed spans. */
import { activeSpan, type ManualSpan, type Span, type SpanOptions } from "@heddle/core";
import { contextValue, type KeyedValue } from "@heddle/core/bridge";
import { clockOf, currentSettings } from "../settings.ts";
import { telemetryFor } from "../telemetry-for.ts";
import { writeValue } from "./io-attributes.ts";
import { TypedSpan } from "./typed-span.ts";

/** Spans without a type, as typed ones. */
const untypedSpans = new WeakMap<Span, TypedSpan>();

const AROUND = Symbol("heddle.typed-span");

/** A typed span, once it is made of the span that is opened first, and is the one that is active inside. */
interface Around {
  span: Span | undefined;
  typed: TypedSpan | undefined;
}

/** Opens a span so that spans without a type inside of it know the typed one around them. `make` makes that of it. */
export function openAround<Typed extends TypedSpan>(
  open: (value: KeyedValue) => ManualSpan,
  make: (span: ManualSpan) => Typed,
): Typed {
  const around: Around = { span: undefined, typed: undefined };
  const span = open({ key: AROUND, value: around });
  const typed = make(span);
  around.span = span;
  around.typed = typed;
  return typed;
}

/** The typed span that `span` is. One that was opened without a type is a `custom` one, as far as words for it are needed. */
function typedSpanOf(span: Span | undefined): TypedSpan | undefined {
  if (span === undefined) return undefined;
  const around = contextValue(AROUND) as Around | undefined;
  return around?.span === span ? around.typed : (untypedSpans.get(span) ?? untyped(span, around?.typed));
}

/** The typed span that one which opens here is inside of; undefined where the options put it elsewhere. */
export function typedParent(given: SpanOptions["parent"]): TypedSpan | undefined {
  if (given === undefined) return currentSpan();
  return given instanceof TypedSpan ? given : undefined;
}

/** The innermost span of the work that is going on, from anywhere in it; it can be annotated, scored, and so on. */
export function currentSpan(): TypedSpan | undefined {
  return typedSpanOf(activeSpan());
}

/** The outermost one: the run. */
export function currentTrace(): TypedSpan | undefined {
  return currentSpan()?.root;
}

function untyped(span: Span, around: TypedSpan | undefined): TypedSpan {
  const settings = currentSettings();
  const telemetry = telemetryFor(undefined);
  const clock = clockOf(telemetry, settings);
  const startedMs = clock.monotonicMs();
  const typed = new TypedSpan({
    type: "custom",
    span: span as ManualSpan,
    telemetry,
    settings,
    clock,
    capture: settings.capture,
    write: writeValue,
    parent: around?.traceId === span.traceId ? around : undefined,
    startedAt: clock.wallMs(startedMs),
    startedMs,
  });
  untypedSpans.set(span, typed);
  return typed;
}
