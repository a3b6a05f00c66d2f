/** The formats that runs are exported in one by one. */
import { type ChromeEvent, type Trace, toChromeTrace, toCsv, toOpenInference } from "@heddle/reader";

/** What of a run not every format has a place for. */
export type Lack = "metric" | "link" | "event";

/** What a format makes of runs, piece by piece. */
export interface TraceFormat {
  readonly head: string;
  readonly tail: string;
  /** What there is no place for. */
  readonly lacks: readonly Lack[];
  /** Of the run with this number, from 0. */
  readonly piece: (trace: Trace, index: number) => string;
}

/** By the name that is typed. */
export const traceFormats: Readonly<Record<string, () => TraceFormat>> = {
  openinference: () => ({
    head: "[",
    tail: "\n]\n",
    lacks: ["metric", "link"],
    piece: (trace, index) => listed(toOpenInference(trace), index),
  }),
  "chrome-trace": () => {
    let flows = 0;
    return {
      head: '{"displayTimeUnit":"ms","traceEvents":[',
      tail: "\n]}\n",
      lacks: ["metric"],
      piece: (trace, index) => {
        const { traceEvents } = toChromeTrace([trace]);
        const before = flows;
        const numbered = traceEvents.map((event): ChromeEvent => {
          if (event.id === undefined) return { ...event, pid: index + 1 };
          flows = Math.max(flows, before + event.id);
          return { ...event, pid: index + 1, id: before + event.id };
        });
        return listed(numbered, index);
      },
    };
  },
  csv: () => ({
    head: "",
    tail: "",
    lacks: ["metric", "link", "event"],
    piece: (trace, index) => (index === 0 ? toCsv([trace]) : withoutHead(toCsv([trace]))),
  }),
};

/** An item a line. A run has one at least. */
function listed(items: readonly object[], index: number): string {
  return `${index === 0 ? "" : ","}\n${items.map((item) => JSON.stringify(item)).join(",\n")}`;
}

function withoutHead(csv: string): string {
  return csv.slice(csv.indexOf("\r\n") + 2);
}
