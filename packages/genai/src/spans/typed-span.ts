/** A span that knows what kind of work it is of. */
import {
  type Attributes,
  activeTelemetry,
  type ManualSpan,
  recordsNothing,
  type TimeInput,
  withTelemetry,
} from "@heddle/core";
import { describeFailure, jsonAttributes, type Settling, toMicroseconds } from "@heddle/core/bridge";
import { inConventions, names } from "../names.ts";
import type { PromptVariables } from "../prompts/prompt.ts";
import { type LinkedPrompt, promptAttributes } from "../prompts/prompt-attributes.ts";
import { type Feedback, feedbackAttributes, type Score, scoreAttributes } from "../scores/score.ts";
import { CollectedOutput } from "./collected-output.ts";
import type { Side } from "./io-attributes.ts";
import { readableOutput } from "./readable-output.ts";
import { shortened } from "./shortened.ts";
import type { SpanPlace } from "./span-place.ts";
import type { SpanType } from "./span-types.ts";
import { Waiting } from "./waiting.ts";
import { WrappedSpan } from "./wrapped-span.ts";

/** How much a span matters to whoever reads it. */
export type Level = "debug" | "info" | "warn" | "error";

/** What typed work is given. Everything that a span can do, and the words of the trade. */
export class TypedSpan extends WrappedSpan implements ManualSpan, Settling {
  readonly type: SpanType;
  /** The outermost typed span around: the run, as far as this process knows it. */
  readonly root: TypedSpan;
  /** Somebody has said what came out. */
  protected hasOutput = false;
  readonly #isRecorded: boolean;
  #hasEnded = false;
  #waiting: Waiting | undefined;
  #collected: CollectedOutput | undefined;

  /** Use the function of the type, such as `tool`, and its `start`. */
  constructor(place: SpanPlace) {
    super(place);
    this.type = place.type;
    this.root = place.parent?.root ?? this;
    this.#isRecorded = !recordsNothing(place.telemetry);
  }

  /** Whether what is said to it from now on is lost. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  set(attributes: Attributes): void {
    this.span.set(inConventions(attributes, this.place.settings.conventions));
  }

  /** Records a failure that was handled. */
  fail(error: unknown): void {
    this.span.fail(error);
    if (this.#isRecorded) this.set({ [names.errorType]: describeFailure(error).type });
  }

  /** What went in, unless inputs are not captured. */
  input(value: unknown): void {
    if (this.place.capture.input && value !== undefined) this.#write("input", value);
  }

  /** What came out, in place of what the work returns; unless outputs are not captured. */
  output(value: unknown): void {
    this.hasOutput = true;
    if (this.place.capture.output && value !== undefined) this.#write("output", value);
  }

  /** A piece of the output, of work that gives it bit by bit. */
  chunk(piece: unknown): void {
    if (!this.place.capture.output) return;
    this.#collected ??= new CollectedOutput();
    this.#collected.add(piece);
  }

  /** Why it was done so: what the person who wrote the program wants to read later. */
  annotate(message: string, attributes?: Attributes): void {
    this.event("heddle.annotation", { message, ...jsonAttributes(attributes) });
  }

  level(level: Level): void {
    this.set({ [names.level]: level });
  }

  /** In place of the metadata so far. */
  metadata(metadata: Attributes): void {
    this.set({ [names.metadata]: metadata });
  }

  /** In place of the tags so far. */
  tags(...tags: readonly string[]): void {
    this.set({ [names.tags]: tags });
  }

  /** The prompt that the work is done by. Its variables are content. */
  prompt(prompt: LinkedPrompt, variables?: PromptVariables): void {
    this.set(promptAttributes(prompt, this.place.capture.input ? variables : undefined));
  }

  /** A judgement of this work. */
  score(score: Score): void {
    this.event(names.evaluationResult, scoreAttributes(score));
  }

  /** What a person says of this work. */
  feedback(feedback: Feedback): void {
    this.event(names.evaluationResult, feedbackAttributes(feedback));
  }

  /** It stands still, for a person to answer. Its waiting time is told apart from its working time. */
  pause(): void {
    this.#waiting ??= new Waiting(() => this.place.clock.monotonicMs());
    if (this.#waiting.pause()) this.event("heddle.paused");
  }

  /** It goes on. */
  resume(): void {
    if (this.#waiting?.resume()) this.event("heddle.resumed");
  }

  /** Waits for what `ask` gives, as paused. */
  async wait<T>(ask: () => T | PromiseLike<T>): Promise<T> {
    this.pause();
    try {
      return await ask();
    } finally {
      this.resume();
    }
  }

  run<T>(work: () => T): T {
    const inside = () => this.span.run(work);
    // A telemetry that records nothing opens no span to be found by: what is inside must not record elsewhere.
    return this.#isRecorded || activeTelemetry() === this.telemetry ? inside() : withTelemetry(this.telemetry, inside);
  }

  /** Ends the span: status `ok` unless `fail` was called. A second call does nothing. */
  end(time?: TimeInput): void {
    if (this.#hasEnded) return;
    const endedAt = toMicroseconds(time, "end: time");
    if (!this.hasOutput && this.#collected !== undefined) this.output(this.#collected.value());
    if (this.#waiting !== undefined) this.set({ [names.waitingMs]: this.#waiting.totalMs() });
    const { startedAt, startedMs, clock } = this.place;
    const durationMs =
      endedAt === undefined ? clock.monotonicMs() - startedMs : Math.max(0, endedAt / 1000 - startedAt);
    this.#safely(() => this.ending(durationMs));
    this.#hasEnded = true;
    this.place.parent = undefined;
    this.span.end(time);
  }

  /** The work of a closure is over. */
  settled(failed: boolean, outcome: unknown): void {
    if (this.#hasEnded) return;
    if (failed) this.fail(outcome);
    else if (!this.hasOutput && this.#collected === undefined)
      this.#safely(() => this.returned(readableOutput(outcome)));
    this.end();
  }

  [Symbol.dispose](): void {
    this.end();
  }

  /** What the work returned is what came out. */
  protected returned(value: unknown): void {
    this.output(value);
  }

  /** The last moment to say something. `durationMs`: from the start until now. */
  protected ending(_durationMs: number): void {}

  /** What cannot be read must not fail the work that gave it; the span says so. */
  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.event("heddle.unreadable", { reason: describeFailure(error).message });
    }
  }

  #write(side: Side, value: unknown): void {
    if (!this.#isRecorded) return;
    const { maxInputLength, maxOutputLength } = this.place.settings;
    const attributes = this.place.write(side, value);
    this.set(shortened(attributes, side === "input" ? maxInputLength : maxOutputLength));
  }
}
