/** Says what has become of the records of a file. */
import type { ShipSummary } from "@heddle/otlp";

/** `shipped 12 spans and 3 metrics; the backend refused 1 record; the rest is left for the next time`. */
export function summaryText({ spans, metrics, refused, isComplete }: ShipSummary): string {
  const sent = [...counted(spans, "span"), ...counted(metrics, "metric")];
  const nothing = isComplete && refused === 0 ? "nothing new to ship" : "nothing shipped";
  const parts = [
    sent.length === 0 ? nothing : `shipped ${sent.join(" and ")}`,
    ...counted(refused, "record").map((records) => `the backend refused ${records}`),
    ...(isComplete ? [] : ["the rest is left for the next time"]),
  ];
  return parts.join("; ");
}

function counted(count: number, name: string): string[] {
  if (count === 0) return [];
  return [`${count.toLocaleString("en-US")} ${name}${count === 1 ? "" : "s"}`];
}
