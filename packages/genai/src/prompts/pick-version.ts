/** Finds the version of a prompt that a query means. */
import { PromptNotFound, type PromptQuery } from "./prompt-store.ts";

/** What a store has of one prompt: its versions, and which one each label is on. */
export interface PromptHistory {
  /** Ascending. */
  readonly versions: readonly number[];
  readonly labels: ReadonlyMap<string, number>;
}

/** Throws a PromptNotFound that says what there is, and a TypeError for a query with both. */
export function pickVersion(name: string, { version, label }: PromptQuery, history: PromptHistory): number {
  if (version !== undefined && label !== undefined) {
    throw new TypeError(
      `Prompt ${quoted(name)}: asked for version ${version} and label ${quoted(label)}; give one of them`,
    );
  }
  const latest = latestVersion(name, history);
  if (label !== undefined) return labelled(name, label, history);
  const picked = version ?? history.labels.get("production") ?? latest;
  if (history.versions.includes(picked)) return picked;
  throw new PromptNotFound(`prompt ${quoted(name)} has no version ${picked}; it has ${history.versions.join(", ")}`);
}

/** Throws a PromptNotFound for a prompt without any. */
export function latestVersion(name: string, { versions }: PromptHistory): number {
  const latest = versions.at(-1);
  if (latest !== undefined) return latest;
  throw new PromptNotFound(`there is no prompt ${quoted(name)}; register it with set()`);
}

function labelled(name: string, label: string, { versions, labels }: PromptHistory): number {
  const picked = labels.get(label);
  if (picked !== undefined && versions.includes(picked)) return picked;
  const known = [...labels].map(([other, on]) => `${quoted(other)} (version ${on})`);
  throw new PromptNotFound(
    `prompt ${quoted(name)} has no label ${quoted(label)}; it has ${known.join(", ") || "none"}`,
  );
}

/** The labels that are on `version`, sorted. */
export function labelsOn(version: number, { labels }: PromptHistory): string[] {
  return [...labels]
    .filter(([, on]) => on === version)
    .map(([label]) => label)
    .sort();
}

/** A label, or a TypeError. */
export function checkLabel(name: string, label: unknown): string {
  if (typeof label === "string" && label !== "" && label.isWellFormed()) return label;
  const given = typeof label === "string" ? quoted(label) : String(label);
  throw new TypeError(`Prompt ${quoted(name)}: ${given} is no label; give a word, as "production"`);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
