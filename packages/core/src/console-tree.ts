/** Decides which line comes when: parents above their children, and nothing held back for too long. */
import { ConsoleNode, type Row } from "./console-node.ts";
import { ConsoleScreen } from "./console-screen.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";

export interface ConsoleTreeOptions {
  /** How long an open span may wait for its end, in milliseconds: one that ends in time gets one line, not two. */
  readonly openMs: number;
  /** How long a record may wait for its parent's, where records come without start records. */
  readonly orphanMs: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Prints rows that belong together. Never throws. */
  readonly print: (rows: readonly Row[]) => void;
}

/** Beyond this many records held back, all are shown. */
const MAX_HELD = 10_000;
/** Beyond this many open spans the oldest is forgotten, and the line of its end stands at the margin. */
const MAX_OPEN = 100_000;

/**
 * An open span is held back, below its parent if that is held back, too. When one with nothing above it ends, it is
 * printed with all that it holds, a line a span. One that has waited too long is shown as running, and its end gets a
 * line of its own.
 */
export class ConsoleTree {
  readonly #options: ConsoleTreeOptions;
  readonly #screen = new ConsoleScreen();
  /** The spans that are open, and those that are awaited. */
  readonly #nodes = new Map<string, ConsoleNode>();
  /** Those held back that nobody held back is above, the longest waiting first. */
  readonly #tops = new Set<ConsoleNode>();
  #seesStarts = false;
  #heldStarts = 0;
  #heldRecords = 0;
  /** Before this time, no top has waited too long. */
  #dueAt = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ConsoleTreeOptions) {
    this.#options = options;
  }

  /** How many start records are held back. */
  get heldStarts(): number {
    return this.#heldStarts;
  }

  /** How many records are held back. */
  get heldRecords(): number {
    return this.#heldRecords;
  }

  open(start: SpanStart): void {
    const now = this.#options.now();
    const { traceId, spanId, parentSpanId } = start;
    const node = new ConsoleNode(keyOf(traceId, spanId), traceId, now, start);
    this.#seesStarts = true;
    this.#heldStarts++;
    this.#place(node, this.#find(traceId, parentSpanId));
    const twin = this.#nodes.get(node.key);
    if (twin?.isShown) this.#screen.forget(twin);
    this.#nodes.set(node.key, node);
    if (this.#nodes.size > MAX_OPEN) this.#forgetOldest();
    this.#settle(now);
  }

  end(record: SpanRecord): void {
    const now = this.#options.now();
    const { traceId, spanId, parentSpanId } = record;
    const node = this.#find(traceId, spanId) ?? new ConsoleNode(keyOf(traceId, spanId), traceId, now);
    this.#nodes.delete(node.key);
    if (node.isAwaited) this.#place(node, this.#findOrAwait(traceId, parentSpanId, now));
    node.name = record.name;
    node.hasEnded = true;
    if (node.isShown) this.#options.print([this.#screen.close(node, record)]);
    else {
      node.record = record;
      this.#heldRecords++;
      if (this.#tops.has(node)) this.#show([node], Number.POSITIVE_INFINITY);
    }
    this.#settle(now);
  }

  measure(metric: MetricRecord): void {
    const now = this.#options.now();
    const { traceId, spanId } = metric;
    const node = traceId === undefined ? undefined : this.#findOrAwait(traceId, spanId, now);
    if (node === undefined || node.isShown) {
      this.#options.print([this.#screen.metric(metric, node === undefined ? 0 : node.depth + 1, node)]);
    } else {
      node.held.push(metric);
      this.#heldRecords++;
    }
    this.#settle(now);
  }

  /** Prints all that is held back; what is open is shown as running. */
  showAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#show([...this.#tops], Number.POSITIVE_INFINITY);
  }

  #find(traceId: string, spanId: string | undefined): ConsoleNode | undefined {
    return spanId === undefined ? undefined : this.#nodes.get(keyOf(traceId, spanId));
  }

  /**
   * Where start records come, a span that is not known is somebody else's. Where none come, children come before their
   * parents: then they wait below a node for what is still to come.
   */
  #findOrAwait(traceId: string, spanId: string | undefined, now: number): ConsoleNode | undefined {
    const known = this.#find(traceId, spanId);
    if (spanId === undefined || (known === undefined ? this.#seesStarts : !known.isAwaited)) return known;
    const node = known ?? new ConsoleNode(keyOf(traceId, spanId), traceId, now);
    node.since = now;
    this.#nodes.set(node.key, node);
    this.#place(node, undefined);
    return node;
  }

  /** Puts a node below its parent, or last among the tops. */
  #place(node: ConsoleNode, parent: ConsoleNode | undefined): void {
    node.parent = parent;
    this.#tops.delete(node);
    if (parent !== undefined && !parent.isShown) parent.held.push(node);
    else {
      this.#tops.add(node);
      this.#dueAt = Math.min(this.#dueAt, this.#dueTime(node));
    }
  }

  #dueTime({ since, isAwaited }: ConsoleNode): number {
    return since + (isAwaited ? this.#options.orphanMs : this.#options.openMs);
  }

  /** Shows what has waited too long, and sees to it that the rest will be shown in time. */
  #settle(now: number): void {
    if (this.#heldStarts + this.#heldRecords > MAX_HELD) this.showAll();
    if (now >= this.#dueAt) this.#showDue(now);
    if (this.#timer !== undefined || this.#dueAt === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // The clock may be a test's that stands still.
      const later = Math.max(this.#options.now(), this.#dueAt);
      this.#settle(later);
    }, this.#dueAt - now).unref();
  }

  #showDue(now: number): void {
    const due: ConsoleNode[] = [];
    this.#dueAt = Number.POSITIVE_INFINITY;
    for (const top of this.#tops) {
      if (this.#dueTime(top) > now) {
        this.#dueAt = this.#dueTime(top);
        break;
      }
      due.push(top);
    }
    this.#show(due, now - this.#options.openMs);
  }

  #show(tops: readonly ConsoleNode[], youngest: number): void {
    const rows: Row[] = [];
    const young: ConsoleNode[] = [];
    for (const top of tops) {
      this.#tops.delete(top);
      if (top.isAwaited) this.#nodes.delete(top.key);
      this.#screen.unfold(top, youngest, rows, young);
    }
    for (const node of young) this.#place(node, node.parent);
    for (const { record, starts } of rows) {
      this.#heldStarts -= starts;
      if (record.kind !== "span_start") this.#heldRecords--;
    }
    if (rows.length > 0) this.#options.print(rows);
  }

  #forgetOldest(): void {
    this.showAll();
    const oldest = this.#nodes.values().next().value as ConsoleNode;
    this.#nodes.delete(oldest.key);
    this.#screen.forget(oldest);
  }
}

function keyOf(traceId: string, spanId: string): string {
  return `${traceId} ${spanId}`;
}
