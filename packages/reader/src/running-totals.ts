/** What a trace comes to while it grows: what `totalsOf` says of it, at the same work for each record, however many came before. */
import type { MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import { spanType } from "./span-type.ts";
import type { TraceTotals } from "./trace.ts";
import { retriesOf } from "./trace-totals.ts";
import { addEmitted, noUsage, type OpenUsage, type Usage, usageKeys, usageOf } from "./usage.ts";

/** What makes the spans above a span not count, one by one: a call of a model, tokens, money. */
const claims = ["model", "tokens", "money"] as const;
type Claims = { [Claim in (typeof claims)[number]]: number };

/** What a span says of itself. */
interface Facts {
  readonly type: string | undefined;
  readonly isError: boolean;
  readonly isOpen: boolean;
  readonly retries: number;
  readonly usage: Partial<Usage>;
}

interface Node {
  record: SpanRecord | SpanStart;
  facts: Facts | undefined;
  parent: Node | undefined;
  readonly children: Node[];
  depth: number;
  /** How many of its children make the claim, or have a span below that does. */
  readonly below: Claims;
}

/** Records of one trace may come in any order. Of spans that are each other's ancestors, the first to come is the root. */
export class RunningTotals {
  readonly #totals: { -readonly [Key in keyof TraceTotals]: number } = {
    ...noUsage,
    spans: 0,
    errors: 0,
    interrupted: 0,
    llmCalls: 0,
    toolCalls: 0,
    retries: 0,
    depth: 0,
  };
  readonly #nodes = new Map<string, Node>();
  readonly #roots = new Set<Node>();
  /** By the parent that has not come. */
  readonly #waiting = new Map<string, Node[]>();
  readonly #emitted = new Map<string, OpenUsage>();
  #startedAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** As of now: what it says changes with what is added. */
  get totals(): TraceTotals {
    return this.#totals;
  }

  /** When the last thing happened that is known of it, in milliseconds since the epoch. */
  get lastAt(): number {
    return this.#lastAt;
  }

  get durationMs(): number {
    return this.#lastAt - this.#startedAt;
  }

  /** A start gives way to the span that it is of; any other span that is there already is passed over: then it says `false`. */
  add(record: SpanRecord | SpanStart | MetricRecord): boolean {
    if (record.kind !== "metric") return this.#addSpan(record);
    this.#addMetric(record);
    return true;
  }

  #addMetric(record: MetricRecord): void {
    this.#lastAt = Math.max(this.#lastAt, record.emittedAt);
    addEmitted(this.#emitted, record);
    const node = record.spanId === undefined ? undefined : this.#nodes.get(record.spanId);
    if (node !== undefined) this.#say(node, node.record);
  }

  #addSpan(record: SpanRecord | SpanStart): boolean {
    const known = this.#nodes.get(record.spanId);
    if (known?.record.kind === "span" || known?.record.kind === record.kind) return false;
    this.#lastAt = Math.max(this.#lastAt, record.kind === "span" ? record.endedAt : record.startedAt);
    this.#say(known ?? this.#placed(record), record);
    return true;
  }

  #placed(record: SpanRecord | SpanStart): Node {
    const { spanId, parentSpanId } = record;
    const parent = parentSpanId === undefined ? undefined : this.#nodes.get(parentSpanId);
    const below = { model: 0, tokens: 0, money: 0 };
    const node: Node = { record, facts: undefined, parent, children: [], depth: 0, below };
    this.#nodes.set(spanId, node);
    this.#totals.spans++;
    if (parent === undefined) this.#addRoot(node);
    else this.#descend(node, parent);
    const children = this.#waiting.get(spanId) ?? [];
    this.#waiting.delete(spanId);
    for (const child of children) this.#adopt(node, child);
    return node;
  }

  #addRoot(node: Node): void {
    const { parentSpanId, startedAt } = node.record;
    this.#roots.add(node);
    this.#startedAt = Math.min(this.#startedAt, startedAt);
    this.#totals.depth = Math.max(this.#totals.depth, 1);
    if (parentSpanId === undefined) return;
    const waiting = this.#waiting.get(parentSpanId);
    if (waiting === undefined) this.#waiting.set(parentSpanId, [node]);
    else waiting.push(node);
  }

  /** Gives a span that has waited for its parent to it. */
  #adopt(parent: Node, child: Node): void {
    for (let above: Node | undefined = parent; above !== undefined; above = above.parent) if (above === child) return;
    child.parent = parent;
    this.#roots.delete(child);
    if (child.record.startedAt === this.#startedAt) {
      this.#startedAt = Number.POSITIVE_INFINITY;
      for (const { record } of this.#roots) this.#startedAt = Math.min(this.#startedAt, record.startedAt);
    }
    this.#descend(child, parent);
    this.#change(parent, () => {
      for (const claim of claims) parent.below[claim] += makes(child, claim);
    });
  }

  #descend(node: Node, parent: Node): void {
    parent.children.push(node);
    const stack: [Node, number][] = [[node, parent.depth + 1]];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const [each, depth] = next;
      each.depth = depth;
      this.#totals.depth = Math.max(this.#totals.depth, depth + 1);
      for (const child of each.children) stack.push([child, depth + 1]);
    }
  }

  #say(node: Node, record: SpanRecord | SpanStart): void {
    const { name, attributes, spanId } = record;
    const facts: Facts = {
      type: spanType(name, attributes),
      isError: record.kind === "span" && record.status === "error",
      isOpen: record.kind === "span_start",
      retries: retriesOf(record),
      usage: { ...this.#emitted.get(spanId), ...usageOf(attributes) },
    };
    this.#change(node, () => {
      node.record = record;
      node.facts = facts;
    });
  }

  /** Counts anew what changes: the span, and those above it for which it has become, or is no more, the one that counts. */
  #change(first: Node, change: () => void): void {
    let now = change;
    for (let node: Node | undefined = first; node !== undefined; node = node.parent) {
      const before = claims.map((claim) => makes(node as Node, claim));
      this.#count(node, -1);
      now();
      this.#count(node, 1);
      const more = claims.map((claim, at) => makes(node as Node, claim) - (before[at] as number));
      const { parent }: Node = node;
      if (parent === undefined || more.every((each) => each === 0)) return;
      now = () => {
        for (const [at, claim] of claims.entries()) parent.below[claim] += more[at] as number;
      };
    }
  }

  #count({ facts, below }: Node, sign: 1 | -1): void {
    if (facts === undefined) return;
    const totals = this.#totals;
    if (facts.isError) totals.errors += sign;
    if (facts.isOpen) totals.interrupted += sign;
    if (facts.type === "llm" && below.model === 0) totals.llmCalls += sign;
    if (facts.type === "tool") totals.toolCalls += sign;
    totals.retries += sign * facts.retries;
    for (const claim of ["tokens", "money"] as const) {
      if (below[claim] === 0) for (const key of usageKeys[claim]) totals[key] += sign * (facts.usage[key] ?? 0);
    }
  }
}

/** 1 for a span that makes the claim, or has one below it that does; else 0. */
function makes({ facts, below }: Node, claim: keyof Claims): 0 | 1 {
  if (below[claim] > 0) return 1;
  if (facts === undefined) return 0;
  if (claim === "model") return facts.type === "llm" ? 1 : 0;
  return usageKeys[claim].some((key) => facts.usage[key] !== undefined) ? 1 : 0;
}
