/** Lays the spans of a trace out in lanes, so that what is drawn in one lane is either apart or inside of each other. */
import type { Trace, TraceSpan } from "./trace.ts";

/** So many lanes are tried before a new one is opened. */
const MAX_TRIES = 64;

interface Lane {
  readonly number: number;
  /** The spans that are open in it, the innermost last. */
  readonly open: TraceSpan[];
}

/** The lane of each span, from 1: its parent's where there is room, else the first that is free. */
export function lanesOf({ spans, durationMs }: Trace): Map<TraceSpan, number> {
  const parents = new Map(spans.flatMap((span) => span.children.map((child) => [child, span] as const)));
  const taken = new Map<TraceSpan, Lane>();
  const lanes: Lane[] = [];
  const endOf = (span: TraceSpan) => (span.durationMs === undefined ? durationMs : span.offsetMs + span.durationMs);
  const fits = (span: TraceSpan, { open }: Lane) => {
    while (open.length > 0 && endOf(open.at(-1) as TraceSpan) <= span.offsetMs) open.pop();
    const inner = open.at(-1);
    return inner === undefined || (inner === parents.get(span) && endOf(inner) >= endOf(span));
  };
  for (const span of spans.toSorted((a, b) => a.offsetMs - b.offsetMs)) {
    const own = taken.get(parents.get(span) ?? span);
    const tried = [...(own === undefined ? [] : [own]), ...lanes.slice(0, MAX_TRIES)];
    const free = tried.find((lane) => fits(span, lane));
    const lane = free ?? { number: lanes.length + 1, open: [] };
    if (free === undefined) lanes.push(lane);
    lane.open.push(span);
    taken.set(span, lane);
  }
  return new Map([...taken].map(([span, { number }]) => [span, number]));
}
