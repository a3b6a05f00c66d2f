/** Makes the function of a span type: around a closure, by hand, or around a stream. */
import {
  type Attributes,
  activeSpan,
  type ManualSpan,
  recordsNothing,
  type SpanOptions,
  startSpan,
  type Telemetry,
  withAttributes,
} from "@heddle/core";
import {
  captureContext,
  type KeyedValue,
  settle,
  startSpanWith,
  TracedStream,
  toMicroseconds,
} from "@heddle/core/bridge";
import { currentScope, drawEdges, type Edges } from "../edges/edges.ts";
import type { Conventions } from "../names.ts";
import type { LinkedPrompt } from "../prompts/prompt-attributes.ts";
import { type Capture, captureOf, clockOf, currentSettings } from "../settings.ts";
import { telemetryFor } from "../telemetry-for.ts";
import { checkOptions, checkWork } from "./check-call.ts";
import { openAround, typedParent } from "./current-span.ts";
import type { IoWriter } from "./io-attributes.ts";
import { openingAttributes, runAttributes } from "./opening-attributes.ts";
import type { SpanPlace } from "./span-place.ts";
import type { SpanType } from "./span-types.ts";
import type { Level, TypedSpan } from "./typed-span.ts";

/** What every typed span can be given: beside these, where it stands and since when. */
export interface TypedSpanOptions extends SpanOptions {
  /** Where it goes, with everything inside. Else where its `parent` or the span around goes, else where `configure()` says. */
  readonly telemetry?: Telemetry;
  /** What goes in: a text, chat messages, or anything. */
  readonly input?: unknown;
  /** Attributes of one's own; they win. */
  readonly attributes?: Attributes;
  readonly metadata?: Attributes;
  readonly tags?: readonly string[];
  readonly level?: Level;
  /** Who it is done for: on every span inside, too. */
  readonly userId?: string;
  /** The conversation that it belongs to: on every span inside, too. */
  readonly sessionId?: string;
  /** `production`, `staging`, …: on every span inside, too. */
  readonly environment?: string;
  /** Of the agent, or of the program. */
  readonly version?: string;
  /** What is kept, where it is not as `configure()` says. */
  readonly capture?: Capture;
  /** The prompt that the work is done by. */
  readonly prompt?: LinkedPrompt;
  /** The older spans that this one comes from. */
  readonly edges?: Edges;
}

/** What is special about a type. */
export interface SpanKind<Options extends TypedSpanOptions, Typed extends TypedSpan> {
  readonly type: SpanType;
  /** Where input and output are kept. */
  readonly write: IoWriter;
  readonly create: (place: SpanPlace, options: Options) => Typed;
  /** Completes the options by what some of them say. */
  readonly prepare?: (options: Options) => Options;
  /** What the name and the options say of it. */
  readonly attributes?: (name: string, options: Options, conventions: Conventions) => Attributes;
  /** What is done with the options once it is open. */
  readonly opened?: (span: Typed, options: Options) => void;
}

/** Typed spans of one type. Each throws a TypeError for options, a telemetry or work that is none. */
export interface SpanFunction<Options extends TypedSpanOptions, Typed extends TypedSpan> {
  /**
   * Runs `work` in a span and returns what it returns, which is the output unless `span.output()` says another. The span ends when the
   * work does, or the promise that it returned.
   */
  <T>(name: string, options: Options, work: (span: Typed) => T): T;

  /** Opens a span that stays open until `end()`, for frameworks that report a start and an end. `span.run(work)` runs work in it. */
  start(name: string, options?: Options): Typed;

  /**
   * A span around a stream: open from the first item that is asked for to the last, the break or the failure. The items are the output,
   * put together: an answer of a model's from its chunks, a text from texts, else a list.
   */
  stream<T, R = void, N = undefined>(
    name: string,
    options: Options,
    open: (span: Typed) => AsyncIterable<T, R> | PromiseLike<AsyncIterable<T, R>>,
  ): AsyncGenerator<T, R, N>;
}

/** The function of `kind`. */
export function spanFunction<Options extends TypedSpanOptions, Typed extends TypedSpan>(
  kind: SpanKind<Options, Typed>,
): SpanFunction<Options, Typed> {
  const around = <T>(name: string, options: Options, work: (span: Typed) => T): T => {
    checkWork(kind.type, work);
    const span = openTypedSpan(kind, name, options);
    try {
      return span.run(() => settle(work(span), span));
    } catch (error) {
      span.settled(true, error);
      throw error;
    }
  };
  return Object.assign(around, {
    start: (name: string, options: Options = {} as Options) => openTypedSpan(kind, name, options),
    stream<T, R, N>(
      name: string,
      options: Options,
      open: (span: Typed) => AsyncIterable<T, R> | PromiseLike<AsyncIterable<T, R>>,
    ) {
      checkOptions(kind.type, options);
      checkWork(kind.type, open);
      const inContext = captureContext();
      return new TracedStream<T, R, N, Typed>({
        start: () => inContext(() => openTypedSpan(kind, name, options)),
        open,
        onItem: (item, span) => span.chunk(item),
      });
    },
  });
}

/** Opens a typed span where the program is, or where the options say. */
function openTypedSpan<Options extends TypedSpanOptions, Typed extends TypedSpan>(
  kind: SpanKind<Options, Typed>,
  name: string,
  given: Options,
): Typed {
  checkOptions(kind.type, given);
  const parent = typedParent(given.parent);
  const telemetry = telemetryFor(given.telemetry ?? (given.parent === undefined ? undefined : parent?.telemetry));
  const isRecorded = !recordsNothing(telemetry);
  const options = isRecorded ? (kind.prepare?.(given) ?? given) : given;
  const settings = currentSettings();
  const around = activeSpan();
  const attributes = isRecorded ? openingAttributes(kind, name, options, settings, parent === undefined) : {};
  const open = (value: KeyedValue) => startSpanWith(value, telemetry, name, attributes, options);
  const run = isRecorded ? runAttributes(options, around === undefined ? settings : {}) : undefined;
  const clock = clockOf(telemetry, settings);
  const now = clock.monotonicMs();
  const wallNow = clock.wallMs(now);
  const startedAt = (toMicroseconds(options.startTime, "startTime") ?? wallNow * 1000) / 1000;
  const make = (span: ManualSpan) =>
    kind.create(
      {
        type: kind.type,
        span,
        telemetry,
        settings,
        clock,
        capture: captureOf(options.capture, settings.capture),
        write: kind.write,
        parent,
        startedAt,
        startedMs: now - (wallNow - startedAt),
      },
      options,
    );
  const openInRun = run === undefined ? open : (value: KeyedValue) => withAttributes(run, () => open(value));
  const typed = isRecorded ? openAround(openInRun, make) : make(startSpan(telemetry, name, attributes, options));
  drawEdges(typed, options.edges);
  kind.opened?.(typed, options);
  currentScope()?.opened(typed, around);
  return typed;
}
