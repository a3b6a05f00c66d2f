/** Writes what was imported as the lines of a recording. */
import { encodeLine, encodeResource } from "@heddle/core";
import type { ImportedGroup } from "./imported-records.ts";

/** Each resource is told once, and its metrics are numbered, so that equal ones are told apart. */
export class RecordingLines {
  /** How many metrics each resource has, by its id. */
  readonly #metrics = new Map<string, number>();

  of({ resource, records }: ImportedGroup): string {
    const { resourceId } = resource;
    const head = this.#metrics.has(resourceId) ? "" : encodeResource(resource);
    let metrics = this.#metrics.get(resourceId) ?? 0;
    const lines = records.map((record) =>
      encodeLine(record, resourceId, record.kind === "metric" ? ++metrics : undefined),
    );
    this.#metrics.set(resourceId, metrics);
    return head + lines.join("");
  }
}
