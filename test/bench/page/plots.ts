/** The plots of the page, as SVG. */

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly isOurs: boolean;
}

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

const WIDTH = 800;
const BAR_HEIGHT = 22;
const OURS = "#0f766e";
const OTHERS = "#94a3b8";
const LINES = [OURS, "#b45309", "#94a3b8", "#475569"];
const FONT = { fontFamily: "system-ui, sans-serif" };
const TITLE = { left: 0, textStyle: { fontSize: 14, fontWeight: "normal" } };

/** Horizontal bars, in their order. `isLog`: of values that are orders of magnitude apart. */
export function barPlot(text: string, bars: readonly Bar[], isLog: boolean = false): string {
  const height = 80 + BAR_HEIGHT * bars.length;
  return svg(height, {
    title: { ...TITLE, text },
    grid: { left: 190, right: 70, top: 36, bottom: 30 },
    xAxis: isLog ? { type: "log", startValue: lowestPower(bars) } : { type: "value" },
    yAxis: { type: "category", inverse: true, data: bars.map(({ name }) => name), axisLabel: { interval: 0 } },
    series: [
      {
        type: "bar",
        data: bars.map(({ value, isOurs }) => ({ value, itemStyle: { color: isOurs ? OURS : OTHERS } })),
        label: { show: true, position: "right", formatter: ({ value }: { value: number }) => shortNumber(value) },
      },
    ],
  });
}

/** Lines over a logarithmic axis. */
export function linePlot(text: string, xName: string, yName: string, lines: readonly Line[]): string {
  return svg(360, {
    title: { ...TITLE, text },
    color: LINES,
    legend: { bottom: 0, itemGap: 40 },
    grid: { left: 60, right: 40, top: 60, bottom: 80 },
    xAxis: { type: "log", name: xName, nameLocation: "middle", nameGap: 28 },
    yAxis: { type: "value", name: yName, min: 0 },
    series: lines.map(({ name, points }) => ({ type: "line", name, data: points, symbolSize: 6 })),
  });
}

/** Where bars begin on a logarithmic axis: the power of ten below all. */
function lowestPower(bars: readonly Bar[]): number {
  return 10 ** Math.floor(Math.log10(Math.min(...bars.map(({ value }) => value))));
}

function svg(height: number, option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  chart.setOption({ animation: false, backgroundColor: "#ffffff", textStyle: FONT, ...option });
  const text = chart.renderToSVGString();
  chart.dispose();
  return `${text}\n`;
}

function shortNumber(value: number): string {
  return value.toPrecision(3).includes("e") ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
