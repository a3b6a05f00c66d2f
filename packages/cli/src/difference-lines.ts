/** Writes the differences of two runs as lines that begin with `+`, `-` or `~`. */
import { escapeText, nameText } from "@heddle/core/bridge";
import { countText, type Difference, type TraceSpan } from "@heddle/reader";
import { differingTexts } from "./differing-texts.ts";
import { facetText } from "./facet-text.ts";
import { spanLabel } from "./span-label.ts";

/** What a line is about. */
export type Sign = "+" | "-" | "~";

/** One line. Control characters are escaped. */
export interface DifferenceLine {
  readonly sign: Sign;
  readonly text: string;
}

/** The span and its place; below, what of it was and what it is. Values have about `maxLength` characters. */
export function differenceLines(difference: Difference, maxLength: number): DifferenceLine[] {
  if (difference.kind !== "changed") {
    const { kind, span } = difference;
    return [{ sign: kind === "added" ? "+" : "-", text: placeText(difference, span) + belowText(span) }];
  }
  const { before, after, facets } = difference;
  const changes = facets.flatMap((facet) => {
    const texts = differingTexts(facetText(before, facet), facetText(after, facet), maxLength);
    const [was, is] = texts.map((text) => (text === "" ? "—" : escapeText(text)));
    return [
      { sign: "-", text: `    ${facet}: ${was}` },
      { sign: "+", text: `    ${facet}: ${is}` },
    ] as const;
  });
  return [{ sign: "~", text: `${placeText(difference, after)}: ${facets.join(", ")}` }, ...changes];
}

/** `weather_agent › [tool] search`; of spans that are deeper than their path is long, `… › weather_agent › [tool] search`. */
export function placeText({ path }: Pick<Difference, "path">, span: TraceSpan): string {
  const further = span.depth > path.length ? ["…"] : [];
  return [...further, ...path.map(nameText), spanLabel(span)].join(" › ");
}

function belowText(span: TraceSpan): string {
  let below = 0;
  const stack = [...span.children];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    below++;
    for (const child of next.children) stack.push(child);
  }
  return below === 0 ? "" : ` and ${countText(below)} below it`;
}
