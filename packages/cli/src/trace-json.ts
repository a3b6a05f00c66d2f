/** Writes runs and their spans as the JSON that commands print. */
import { encodeLine } from "@heddle/core";
import { formatTimestamp } from "@heddle/core/bridge";
import type { Trace, TraceSpan } from "@heddle/reader";
import { jsonText } from "./json-text.ts";
import type { RunRow } from "./listed-runs.ts";
import { snakeKeys } from "./snake-keys.ts";

/** What is known of a run as a whole; keys and times are those of recordings. */
export function summaryOf(trace: RunRow): object {
  const { traceId, name, status, startedAt, durationMs, userId, sessionId, totals } = trace;
  return {
    trace_id: traceId,
    name,
    status,
    started_at: formatTimestamp(startedAt),
    duration_ms: toMicroseconds(durationMs),
    user_id: userId ?? null,
    session_id: sessionId ?? null,
    totals: snakeKeys(totals),
  };
}

/**
 * A span: its line in the recording, and what its place in the run adds: `type`, `offset_ms`, `depth`, `usage`,
 * `is_orphan`. Of an interrupted one what is not known is null.
 */
function spanOf({ record, type, status, offsetMs, depth, usage, isOrphan }: TraceSpan): object {
  const line = JSON.parse(encodeLine(record, ""));
  const { kind: _, resource_id: __, start_attributes: attributes, sampled: ___, ...rest } = line;
  return {
    type: type ?? null,
    ...rest,
    ...(record.kind === "span_start" && { ended_at: null, duration_ms: null, attributes }),
    status,
    offset_ms: toMicroseconds(offsetMs),
    depth,
    usage: usage === undefined ? null : snakeKeys(usage),
    is_orphan: isOrphan === true,
  };
}

/** How many spans are written at once: a run of 100,000 of them is larger than one text can be. */
const SPANS_A_PIECE = 500;

/** A line of JSON, in pieces: `summaryOf`, with all spans as `spans`, parents before their children. */
export function* traceJson(trace: Trace): Generator<string, void, undefined> {
  yield `${jsonText(summaryOf(trace)).slice(0, -1)},"spans":[`;
  for (let from = 0; from < trace.spans.length; from += SPANS_A_PIECE) {
    const spans = trace.spans.slice(from, from + SPANS_A_PIECE).map((span) => jsonText(spanOf(span)));
    yield (from === 0 ? "" : ",") + spans.join(",");
  }
  yield "]}\n";
}

/** Differences of times are not as exact as they look. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
