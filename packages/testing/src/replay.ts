/** Runs a program again on what models and tools gave in a recorded run: a bug report becomes a test. */
import type { JsonValue } from "@heddle/core";
import { jsonAttributes } from "@heddle/core/bridge";
import { checkKeys } from "./check-keys.ts";
import { patternText } from "./pattern-text.ts";
import { type Call, callKey, type RecordedCall, recordedCalls, unfinishedCalls } from "./recorded-calls.ts";
import { type RecordedRun, readRun } from "./recorded-run.ts";
import { type AgentModel, type AgentTool, type ReplayedModel, replayedModel } from "./replay-agent.ts";
import { ReplayMismatch } from "./replay-mismatch.ts";

/** What is replayed, and how far. */
export interface ReplayOptions {
  /** The trace with this id, or whose id begins so; all of them unless given. */
  readonly trace?: string;
  /** The first call that is made for real, counted from 1; none unless given. */
  readonly liveFrom?: number;
  /** What becomes of a call that is not in the recording: it throws, unless it shall be made for real. */
  readonly onMismatch?: "throw" | "live";
}

/** A call that was asked for. */
export interface ReplayedCall extends Call {
  /** Where its answer came from. */
  readonly source: "recording" | "live";
}

/**
 * The calls of `run`: each is found by what it is given; of several that were given the same, the first that was not given
 * out yet.
 *
 * Throws an Error for a run that holds no calls, or not what they were given; a TypeError for options that are none.
 */
export function replay(run: RecordedRun, options: ReplayOptions = {}): Replay {
  checkKeys(options, ["trace", "liveFrom", "onMismatch"], "replay");
  const { trace = "", liveFrom = Number.MAX_SAFE_INTEGER, onMismatch = "throw" } = options;
  if (!(Number.isSafeInteger(liveFrom) && liveFrom >= 1))
    throw new TypeError(`replay: liveFrom is ${patternText(liveFrom)}; give the number of a call, from 1`);
  if (onMismatch !== "throw" && onMismatch !== "live") {
    throw new TypeError(`replay: onMismatch is ${patternText(onMismatch)}; give "throw" or "live"`);
  }
  if (typeof trace !== "string") throw new TypeError(`replay: trace is ${patternText(trace)}; give the id of a trace`);
  const spans = readRun(run, "replay").spans.filter(({ record }) => record.traceId.startsWith(trace));
  const calls = recordedCalls(spans);
  if (calls.length === 0) {
    throw new Error(
      `replay: there is no call of a model or a tool in ${trace === "" ? "the run" : `trace ${patternText(trace)}`}`,
    );
  }
  if (calls.every(({ input }) => input === undefined)) {
    throw new Error(`replay: it was not recorded what the calls were given; ${RECORD_IT}`);
  }
  return new Replay(calls, unfinishedCalls(spans), liveFrom, onMismatch === "live");
}

const RECORD_IT = "record it: captureContent of an Agent, capture of configure()";

/** A recorded run that answers in place of models and tools. */
export class Replay {
  readonly #recorded: readonly RecordedCall[];
  readonly #unfinished: readonly Call[];
  readonly #byKey: ReadonlyMap<string, RecordedCall[]>;
  readonly #liveFrom: number;
  readonly #isLiveOnMismatch: boolean;
  readonly #calls: ReplayedCall[] = [];
  #mismatch: ReplayMismatch | undefined;

  /** Use `replay`. */
  constructor(
    recorded: readonly RecordedCall[],
    unfinished: readonly Call[],
    liveFrom: number,
    isLiveOnMismatch: boolean,
  ) {
    this.#recorded = recorded;
    this.#unfinished = unfinished;
    this.#byKey = Map.groupBy(recorded, callKey);
    this.#liveFrom = liveFrom;
    this.#isLiveOnMismatch = isLiveOnMismatch;
  }

  /** What was asked for so far, in order. */
  get calls(): readonly ReplayedCall[] {
    return [...this.#calls];
  }

  /** The first call that is not in the recording: what all others like it throw, too. */
  get mismatch(): ReplayMismatch | undefined {
    return this.#mismatch;
  }

  /** The recorded calls that nobody has asked for, in order. */
  get unused(): readonly RecordedCall[] {
    return [...this.#byKey.values()].flat().sort((a, b) => a.place - b.place);
  }

  /** What the tool gave for `input`, or throws what it threw: an Error of that name and message. `live` calls it for real. */
  tool<T = unknown>(name: string, input: unknown, live?: () => T | PromiseLike<T>): Promise<T> {
    return this.#answer({ kind: "tool", name, input: asRecorded(input) }, (output) => output as T, live);
  }

  /**
   * What a model gave for `input`, a conversation or the body of a request: as it was recorded, unless `read` makes of it what the
   * program expects (`answerText` makes the words). `live` asks a model for real.
   */
  llm<T = JsonValue>(
    input: unknown,
    live?: () => T | PromiseLike<T>,
    read: (output: JsonValue, call: RecordedCall) => T = (output) => output as T,
  ): Promise<T> {
    return this.#answer({ kind: "llm", name: "", input: asRecorded(input) }, read, live);
  }

  /**
   * A model for an agent of `@heddle/agent` that gives the recorded answers. `live` is asked for real. Throws a TypeError for
   * what is none.
   */
  model(live?: AgentModel): ReplayedModel {
    if (live !== undefined && typeof live?.stream !== "function") {
      throw new TypeError(`replay: model(${patternText(live)}); give a model with stream(), or nothing`);
    }
    const name = live?.name ?? this.#recorded.find(({ model }) => model !== undefined)?.model ?? "replay";
    return replayedModel(name, live, (messages, ask, read) => this.llm(messages, ask, read));
  }

  /**
   * The same tools for an agent of `@heddle/agent`: they give what was recorded, and are called where that is made for real.
   * Throws a TypeError for what is no list of them.
   */
  tools<T extends AgentTool>(tools: readonly T[]): T[] {
    if (!Array.isArray(tools) || tools.some((tool) => typeof tool?.call !== "function")) {
      throw new TypeError(`replay: tools(${patternText(tools, 80)}); give a list of what tool() returns`);
    }
    return tools.map((tool) => ({
      ...tool,
      call: (given: unknown, context: never) => this.tool(tool.name, given, () => tool.call(given, context)),
    }));
  }

  async #answer<T>(
    call: Call,
    read: (output: JsonValue, call: RecordedCall) => T,
    live?: () => T | PromiseLike<T>,
  ): Promise<T> {
    const place = this.#calls.length + 1;
    const recorded = place < this.#liveFrom ? this.#byKey.get(callKey(call))?.shift() : undefined;
    this.#calls.push({ ...call, source: recorded === undefined ? "live" : "recording" });
    if (recorded !== undefined) {
      if (recorded.error !== undefined) throw errorOf(recorded.error);
      if (recorded.kind === "llm" && recorded.output === undefined) throw new Error(noAnswer(recorded));
      return read(recorded.output as JsonValue, recorded);
    }
    if (place < this.#liveFrom) {
      // What follows from the first is no news; and agents tell their models what a tool throws, and go on.
      const [all, unused, unfinished] = [this.#recorded, this.unused, this.#unfinished];
      this.#mismatch ??= new ReplayMismatch(call, place, { all, unused, unfinished });
      if (!this.#isLiveOnMismatch) throw this.#mismatch;
    }
    if (typeof live === "function") return live();
    throw new TypeError(
      `replay: call ${place} is to be made for real; give a function that makes it, or model() a model`,
    );
  }
}

/** In the form that a span would have kept it in. */
function asRecorded(input: unknown): JsonValue | undefined {
  return jsonAttributes({ input }).input;
}

/** A model always answers something. */
function noAnswer({ name, place }: RecordedCall): string {
  return `replay: it was not recorded what the model answered in recorded call ${place}, ${patternText(name)}; ${RECORD_IT}, llm.stream of what is streamed`;
}

function errorOf({ type, message }: { readonly type: string; readonly message: string }): Error {
  const error = new Error(message);
  error.name = type;
  return error;
}
