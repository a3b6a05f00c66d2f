/** Makes rows of spans, and knows which traces are shown as running. */
import { ConsoleNode, type Row } from "./console-node.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";

export class ConsoleScreen {
  /** How many spans are shown as running, by trace. */
  readonly #running = new Map<string, number>();
  /** Several traces have been on the screen since it was last at rest. */
  #isMixed = false;

  /**
   * Shows `top` and what it holds, parents first. Open spans are shown as running, but those that came after `youngest`
   * go to `young` as they are.
   */
  unfold(top: ConsoleNode, youngest: number, rows: Row[], young: ConsoleNode[]): void {
    const { lateAfter } = top;
    const topDepth = top.parent === undefined ? 0 : top.parent.depth + 1;
    // A list of our own: a deep tree must not need a deep call stack.
    const stack: [ConsoleNode | MetricRecord, number, ConsoleNode | undefined][] = [[top, topDepth, undefined]];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const [item, depth, parent] = next;
      if (!(item instanceof ConsoleNode)) rows.push(this.metric(item, depth, parent));
      else if (item !== top && item.isOpen && item.since > youngest) young.push(item);
      else {
        this.#show(item, depth, item === top ? lateAfter : undefined, rows);
        for (const below of takeHeld(item).reverse()) stack.push([below, item.depth + 1, item]);
      }
    }
  }

  /** The second line of a span that is shown as running. */
  close(node: ConsoleNode, record: SpanRecord): Row {
    const { depth, lateAfter } = node;
    const inherited = node.parent?.attributes;
    node.parent = undefined;
    const row: Row = { record, depth, starts: 0, lateAfter, isMixed: this.#mixes(record.traceId), inherited };
    this.forget(node);
    return row;
  }

  metric(record: MetricRecord, depth: number, span: ConsoleNode | undefined): Row {
    return { record, depth, starts: 0, isMixed: this.#mixes(record.traceId), inherited: span?.attributes };
  }

  /** `node`, which is shown as running, is no longer counted. */
  forget({ traceId }: ConsoleNode): void {
    const left = (this.#running.get(traceId) as number) - 1;
    if (left > 0) this.#running.set(traceId, left);
    else this.#running.delete(traceId);
    if (this.#running.size === 0) this.#isMixed = false;
  }

  #show(node: ConsoleNode, depth: number, lateAfter: string | undefined, rows: Row[]): void {
    const { start, record, traceId } = node;
    node.start = undefined;
    node.record = undefined;
    node.isShown = true;
    node.depth = node.isAwaited ? depth - 1 : depth;
    node.attributes = (record ?? start)?.attributes;
    const inherited = node.parent?.attributes;
    const isMixed = this.#mixes(traceId);
    if (record !== undefined) {
      node.parent = undefined;
      rows.push({ record, depth, starts: start === undefined ? 0 : 1, lateAfter, isMixed, inherited });
    } else if (start !== undefined) {
      rows.push({ record: start, depth, starts: 1, isMixed, inherited });
      this.#running.set(traceId, (this.#running.get(traceId) ?? 0) + 1);
    }
  }

  /** Whether a line of this trace has to say so: it stands among those of others that are running. */
  #mixes(traceId: string | undefined): boolean {
    if (traceId === undefined) return false;
    if (this.#running.size > (this.#running.has(traceId) ? 1 : 0)) this.#isMixed = true;
    return this.#isMixed;
  }
}

/** Where no starts were seen, children came in the order of their ends. */
function takeHeld(node: ConsoleNode): (ConsoleNode | MetricRecord)[] {
  const { held } = node;
  node.held = [];
  return node.isAnnounced ? held : held.sort((a, b) => beginning(a) - beginning(b));
}

function beginning(item: ConsoleNode | MetricRecord): number {
  if (!(item instanceof ConsoleNode)) return item.emittedAt;
  return (item.record ?? (item.start as SpanStart)).startedAt;
}
