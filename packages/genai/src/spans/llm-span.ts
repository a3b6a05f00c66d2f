/** The span of a call of a model. */
import type { TimeInput } from "@heddle/core";
import { describeFailure, toMicroseconds } from "@heddle/core/bridge";
import { names } from "../names.ts";
import { costOf } from "../reading/cost.ts";
import { providerName } from "../reading/provider-name.ts";
import { type ModelResponse, readResponse } from "../reading/read-response.ts";
import { type ResponseReader, responseReader } from "../reading/response-reader.ts";
import { readTokenUsage, type TokenUsage } from "../reading/token-usage.ts";
import { type ModelCall, modelMetrics } from "./model-metrics.ts";
import type { SpanPlace } from "./span-place.ts";
import { usageAttributes } from "./token-attributes.ts";
import { TypedSpan } from "./typed-span.ts";

/** What the work of `llm` and `embedding` is given. */
export class LlmSpan extends TypedSpan {
  readonly #call: ModelCall;
  #usage: TokenUsage | undefined;
  #cost: number | undefined;
  #firstTokenMs: number | undefined;
  #responseModel: string | undefined;
  #errorType: string | undefined;
  #stream: ResponseReader | undefined;
  /** Models were called inside of this call: the tokens are counted there. */
  #isCountedInside = false;

  constructor(place: SpanPlace, call: ModelCall) {
    super(place);
    this.#call = call;
  }

  /**
   * What the model answered, in whichever shape (see `readResponse`): its messages, model, id, finish reasons and usage. What is no
   * answer of a model's is the output as it is.
   */
  response(given: unknown): void {
    const response = readResponse(given);
    if (response === undefined) this.output(given);
    else this.answered(response);
  }

  /**
   * What it took, in whichever shape (see `readTokenUsage`). What is no usage changes nothing. It is on the span when that ends,
   * unless it was a call inside of this one that took it.
   */
  usage(given: unknown): void {
    const usage = readTokenUsage(given);
    if (usage === undefined) return;
    this.#usage = usage;
  }

  /** What it cost, in US dollars, where that is known better than by the tokens. What is no such number changes nothing. */
  cost(usd: number): void {
    if (Number.isFinite(usd) && usd >= 0) this.#cost = usd;
  }

  /** The first token has come, now or at `time`. Only the first call counts. */
  firstToken(time?: TimeInput): void {
    if (this.#firstTokenMs !== undefined) return;
    const at = toMicroseconds(time, "firstToken: time");
    const { startedAt, startedMs, clock } = this.place;
    const ms = at === undefined ? clock.monotonicMs() - startedMs : Math.max(0, at / 1000 - startedAt);
    this.#firstTokenMs = ms;
    this.set({ [names.timeToFirstChunk]: Math.round(ms * 1000) / 1e6 });
  }

  /** A piece of the answer, as the provider streams it. The first that says something is the first token. */
  override chunk(piece: unknown): void {
    this.#stream ??= responseReader();
    if (this.#stream.add(piece)) this.firstToken();
  }

  override fail(error: unknown): void {
    super.fail(error);
    this.#errorType = describeFailure(error).type;
  }

  protected override returned(value: unknown): void {
    this.response(value);
  }

  protected override ending(durationMs: number): void {
    const streamed = this.#stream?.response();
    if (streamed !== undefined) this.answered(streamed);
    const { telemetry, settings } = this.place;
    const usage = this.#isCountedInside ? undefined : this.#usage;
    const cost = this.#isCountedInside ? undefined : (this.#cost ?? this.#priceOf(usage));
    this.set({ ...(usage && usageAttributes(usage)), [names.cost]: cost });
    if (usage !== undefined || cost !== undefined) this.#countInside();
    if (!settings.metrics) return;
    const outcome = { usage, cost, durationMs, firstTokenMs: this.#firstTokenMs, errorType: this.#errorType };
    const call = { ...this.#call, responseModel: this.#responseModel };
    this.run(() => {
      for (const { name, value, attributes } of modelMetrics(call, outcome, settings.conventions)) {
        telemetry.emitMetric(name, value, attributes);
      }
    });
  }

  protected answered({ id, model, messages, finishReasons, usage }: ModelResponse): void {
    this.#responseModel = model ?? this.#responseModel;
    this.set({
      [names.responseId]: id,
      [names.responseModel]: model,
      [names.finishReasons]: finishReasons.length > 0 ? finishReasons : undefined,
    });
    if (usage !== undefined) this.usage(usage);
    if (messages.length > 0 && !this.hasOutput) this.output(messages);
  }

  #priceOf(usage: TokenUsage | undefined): number | undefined {
    const model = this.#responseModel ?? this.#call.model;
    if (usage === undefined || model === undefined) return undefined;
    const { provider = providerName(model) } = this.#call;
    const { settings, startedAt } = this.place;
    return costOf(usage, { model, at: startedAt, prices: settings.prices, ...(provider && { provider }) })?.total;
  }

  #countInside(): void {
    for (let span = this.parent; span !== undefined; span = span.parent) {
      if (span instanceof LlmSpan) span.#isCountedInside = true;
    }
  }
}
