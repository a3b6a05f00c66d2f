/** Draws statistics as text. */
import { durationText, nameText, type Part } from "@heddle/core/bridge";
import { costText, countText, type NameStatistics, type RunStatistics, type Statistics } from "@heddle/reader";
import { divergenceText } from "./divergence-text.ts";
import { paint } from "./paint.ts";
import { leastNameWidth, someText } from "./run-table.ts";
import { calledText } from "./span-label.ts";
import { type Column, type TableOptions, table } from "./table.ts";
import { wasteText } from "./waste-text.ts";

/** By what spans are sorted, the most first. */
export type SpanOrder = "total" | "count" | "errors" | "p95" | "tokens" | "cost" | "name";

/** What is shown, and where. */
export interface StatisticsTextOptions extends TableOptions {
  readonly sort: SpanOrder;
  /** How many names of spans. */
  readonly limit: number;
}

/** Runs by name, where they part, what was for nothing, spans by name. */
export function statisticsText(statistics: Statistics, options: StatisticsTextOptions): string {
  const { color = false, sort, limit } = options;
  const { runs, names, waste } = statistics;
  const sorted = names.toSorted(orders[sort]);
  const left = sorted.length - limit;
  const sections = [
    table(runs, [nameColumn("RUN", options), ...runColumns], options),
    ...runs.map((each) => divergenceText(each, options)),
    wasteText(waste, options),
    table(sorted.slice(0, limit), [nameColumn("SPAN", options), ...spanColumns], options) +
      (left > 0 ? paint(`and ${countText(left)} more; --limit ${sorted.length} shows them all\n`, "dim", color) : ""),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

type Order = (a: NameStatistics, b: NameStatistics) => number;

const orders: Readonly<Record<SpanOrder, Order>> = {
  total: (a, b) => b.durations.totalMs - a.durations.totalMs,
  count: (a, b) => b.count - a.count,
  errors: (a, b) => b.errors - a.errors,
  p95: (a, b) => (b.durations.p95 ?? 0) - (a.durations.p95 ?? 0),
  tokens: (a, b) => tokensOf(b) - tokensOf(a),
  cost: (a, b) => b.costUsd - a.costUsd,
  name: (a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)),
};

type Counted = NameStatistics | RunStatistics;

const tokensOf = ({ inputTokens, outputTokens }: Counted) => inputTokens + outputTokens;
const maybeDuration = (ms: number | undefined) => (ms === undefined ? "" : durationText(ms));

function nameColumn(title: string, options: TableOptions): Column<Counted> {
  const cell = (each: Counted): Part => ({
    text: calledText(each.name, "tool" in each ? each.tool : undefined),
    format: "bold",
  });
  return { title, cell, minWidth: leastNameWidth(options) };
}

/** What runs and spans have in common. */
const measures: readonly Column<Counted>[] = [
  { title: "P50", cell: ({ durations }) => maybeDuration(durations.p50), align: "right", leaveOut: 5 },
  { title: "P95", cell: ({ durations }) => maybeDuration(durations.p95), align: "right", leaveOut: 1 },
  { title: "P99", cell: ({ durations }) => maybeDuration(durations.p99), align: "right", leaveOut: 6 },
];
const usage: readonly Column<Counted>[] = [
  { title: "TOKENS", cell: (each) => someText(tokensOf(each)), align: "right", leaveOut: 3 },
  { title: "COST", cell: ({ costUsd }) => someText(costUsd, costText), align: "right", leaveOut: 2 },
];

const runColumns: readonly Column<RunStatistics>[] = [
  { title: "RUNS", cell: ({ runs }) => countText(runs), align: "right" },
  { title: "PASSED", cell: ({ passed }) => countText(passed), align: "right" },
  { title: "RATE", cell: rateOf, align: "right" },
  ...measures,
  ...usage,
];

const spanColumns: readonly Column<NameStatistics>[] = [
  {
    title: "TYPE",
    cell: ({ type }) => ({ text: type === undefined ? "" : nameText(type), format: "cyan" }),
    leaveOut: 4,
  },
  { title: "COUNT", cell: ({ count }) => countText(count), align: "right" },
  { title: "ERRORS", cell: ({ errors }) => ({ text: someText(errors), format: "red" }), align: "right" },
  { title: "OPEN", cell: ({ interrupted }) => ({ text: someText(interrupted), format: "yellow" }), align: "right" },
  ...measures,
  { title: "TOTAL", cell: ({ durations: { p50, totalMs } }) => maybeDuration(p50 && totalMs), align: "right" },
  ...usage,
];

/** `75 % (47–91 %)` */
function rateOf({ passRate, passInterval }: RunStatistics): Part {
  const percent = (share: number) => String(Math.round(share * 100));
  const text = `${percent(passRate)} % (${percent(passInterval.low)}–${percent(passInterval.high)} %)`;
  return { text, format: passRate === 1 ? "green" : passRate === 0 ? "red" : "yellow" };
}
