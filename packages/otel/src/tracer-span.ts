/** A span of OpenTelemetry's API that is a span of Heddle's. */
import { type Attributes, type Clock, isSpanId, isTraceId, type JsonObject, type ManualSpan } from "@heddle/core";
import { describeFailure, jsonAttributes, readLinkKind } from "@heddle/core/bridge";
import type { OTelSpanContext } from "./otel-api.ts";
import { declareOrigin } from "./otel-context.ts";
import { errorLike, exceptionAttributes } from "./otel-exception.ts";
import { type OTelTimeInput, toEpochMs } from "./otel-time.ts";
import type { ReadableLink, SpanStatus } from "./readable-span.ts";
import { noSpan, type SpanSource } from "./span-source.ts";

const STATUS_OK = 1;
const STATUS_ERROR = 2;

interface RecordedException {
  readonly exception: unknown;
  readonly time: number;
}

/** What tracers open; `api.Span` to whoever has OpenTelemetry's types. */
export class TracerSpan {
  readonly #span: ManualSpan;
  readonly #clock: Clock;
  readonly #identity: OTelSpanContext;
  #isRecording: boolean;
  #status: SpanStatus = { code: 0 };
  /** Whether it is the span's failure is known when the span ends. */
  #exception: RecordedException | undefined;
  #errorType: unknown;

  constructor(span: ManualSpan, attributes: JsonObject, source: SpanSource, clock: Clock) {
    declareOrigin(this, source.origin());
    this.#span = span;
    this.#clock = clock;
    this.#identity = identityOf(span);
    this.#isRecording = span !== noSpan;
    this.#errorType = attributes["error.type"];
  }

  /** All zeros without telemetry, and where a foreign telemetry's span has no W3C ids. */
  spanContext(): OTelSpanContext {
    return this.#identity;
  }

  setAttribute(key: string, value: unknown): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    const given = jsonAttributes(attributes);
    this.#errorType = given["error.type"] ?? this.#errorType;
    this.#span.set(given);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | OTelTimeInput, time?: OTelTimeInput): this {
    const isTime = toEpochMs(attributesOrTime) !== undefined;
    const attributes = isTime ? undefined : (attributesOrTime as Attributes | undefined);
    this.#span.event(name, attributes, toEpochMs(time ?? attributesOrTime));
    return this;
  }

  /** The attribute `heddle.link.kind` says which kind; `caused_by` unless given. */
  addLink(link: ReadableLink | null | undefined): this {
    if (link?.context === undefined) return this;
    const { kind, attributes } = readLinkKind(jsonAttributes(link.attributes));
    this.#span.link(link.context, kind, attributes);
    return this;
  }

  addLinks(links: readonly ReadableLink[] | null | undefined): this {
    for (const link of links ?? []) this.addLink(link);
    return this;
  }

  /** Ok is final, and unset is no news, as in OpenTelemetry's SDKs. */
  setStatus(status: SpanStatus | null | undefined): this {
    if (status && status.code !== 0 && this.#status.code !== STATUS_OK) this.#status = status;
    return this;
  }

  /** A record's name is the one that its span opened with: the last one is its attribute `otel.span.name`. */
  updateName(name: string): this {
    return this.setAttribute("otel.span.name", name);
  }

  /** The last exception of a span whose status is an error is the error that it failed with; others are events. */
  recordException(exception: unknown, time?: OTelTimeInput): void {
    this.#tellException();
    this.#exception = { exception, time: toEpochMs(time) ?? this.#clock.wallMs(this.#clock.monotonicMs()) };
  }

  isRecording(): boolean {
    return this.#isRecording;
  }

  /** A second call does nothing. */
  end(time?: OTelTimeInput): void {
    if (!this.#isRecording) return;
    this.#isRecording = false;
    if (this.#status.code === STATUS_ERROR) this.#fail(this.#status);
    else this.#tellException();
    this.#span.end(toEpochMs(time));
  }

  /** Runs `work` with this span as Heddle's active one. */
  run<T>(work: () => T): T {
    return this.#span.run(work);
  }

  #fail({ message = "" }: SpanStatus): void {
    const given = this.#exception?.exception ?? { name: this.#errorType, message };
    const error = errorLike(given);
    if (message !== "" && message !== describeFailure(error).message)
      this.#span.set({ "otel.status_description": message });
    this.#span.fail(error);
  }

  #tellException(): void {
    if (this.#exception === undefined) return;
    const { exception, time } = this.#exception;
    this.#span.event("exception", exceptionAttributes(exception), time);
    this.#exception = undefined;
  }
}

function identityOf({ traceId, spanId, traceparent }: ManualSpan): OTelSpanContext {
  if (!isTraceId(traceId) || !isSpanId(spanId)) {
    return { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 };
  }
  return { traceId, spanId, traceFlags: traceparent?.endsWith("00") ? 0 : 1 };
}
