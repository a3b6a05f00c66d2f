/** Pieces of Markdown. */

/** The first column to the left, the others to the right unless said otherwise. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  others: "left" | "right" = "right",
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(" | ")} |`;
  const ruler = others === "right" ? "---:|" : "---|";
  return [line(head), `|---|${ruler.repeat(head.length - 1)}`, ...rows.map(line)].join("\n");
}

/** What a program printed, in one line. */
export function codeText(text: string, length: number): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'").trim();
  return line === "" ? "nothing" : `\`${line.length > length ? `${line.slice(0, length)}…` : line}\``;
}

export function micros(ns: number): string {
  return (ns / 1000).toFixed(2);
}

export function percent(share: number): string {
  if (share === 1) return "100 %";
  return `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}

function cellText(text: string): string {
  return text.replaceAll("|", "\\|");
}
