/** Counts spans for the rules of a budget that are about tools and about spans of one name. */
import type { SpanRecord, SpanStart } from "@heddle/core";
import type { Budget, SpanBudget } from "./budget.ts";
import { spanType } from "./span-type.ts";
import { toolCallKey, toolNameOf } from "./tool-call.ts";

/** Something that spans may be, of which there may be so many. */
interface Tally {
  readonly limit: number;
  count: number;
}

/** What a span counts for may be known no sooner than when it has ended: it counts as what was said last. */
export class SpanTallies {
  readonly #budget: Budget;
  readonly #tallies = new Map<string, Tally>();
  /** What each open span counts for. */
  readonly #ofOpen = new Map<string, readonly Tally[]>();
  #over = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Whether there are more of something than there may be. */
  get isOver(): boolean {
    return this.#over > 0;
  }

  /** Takes each start and each span once. */
  add(record: SpanRecord | SpanStart): void {
    const before = this.#ofOpen.get(record.spanId) ?? [];
    const now = [...this.#ofTool(record), ...this.#ofName(record)];
    for (const tally of before) if (tally.count-- === Math.floor(tally.limit) + 1) this.#over--;
    for (const tally of now) if (++tally.count === Math.floor(tally.limit) + 1) this.#over++;
    if (record.kind === "span") this.#ofOpen.delete(record.spanId);
    else if (now.length > 0) this.#ofOpen.set(record.spanId, now);
  }

  #ofTool(record: SpanRecord | SpanStart): Tally[] {
    const { maxRepeats, forbiddenTools = [] } = this.#budget;
    if (maxRepeats === undefined && forbiddenTools.length === 0) return [];
    if (spanType(record.name, record.attributes) !== "tool") return [];
    const call = maxRepeats === undefined ? undefined : toolCallKey({ record });
    const isForbidden = forbiddenTools.includes(toolNameOf(record));
    return [
      ...(call === undefined ? [] : [this.#tally(`call ${call}`, maxRepeats as number)]),
      ...(isForbidden ? [this.#tally("forbidden", 0)] : []),
    ];
  }

  #ofName(record: SpanRecord | SpanStart): Tally[] {
    const { spans = {} } = this.#budget;
    if (!Object.hasOwn(spans, record.name)) return [];
    const limits = spans[record.name] as SpanBudget;
    const { maxCount = Infinity, maxErrors = Infinity, maxDurationMs = Infinity } = limits;
    const hasFailed = record.kind === "span" && record.status === "error";
    const isLate = record.kind === "span" && record.durationMs > maxDurationMs;
    return [
      this.#tally(`count ${record.name}`, maxCount),
      ...(hasFailed ? [this.#tally(`errors ${record.name}`, maxErrors)] : []),
      ...(isLate ? [this.#tally("late", 0)] : []),
    ];
  }

  #tally(key: string, limit: number): Tally {
    const known = this.#tallies.get(key);
    if (known !== undefined) return known;
    const tally = { limit, count: 0 };
    this.#tallies.set(key, tally);
    return tally;
  }
}
