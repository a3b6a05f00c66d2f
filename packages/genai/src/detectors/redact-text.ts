/** Puts something else in the place of what was found in a text. */
import { findPii, type PiiKind } from "./find-pii.ts";
import { findSecrets } from "./find-secrets.ts";
import type { Finding } from "./scan-text.ts";

/** What stands in for a finding. `[email]`, by its kind, unless given. */
export type Replacement = string | ((found: string, kind: string) => string);

/** `text` with each finding replaced. Findings are in order and do not overlap, as the functions that find them give them. */
export function redactText(text: string, findings: readonly Finding[], replacement: Replacement = named): string {
  const replace = typeof replacement === "string" ? () => replacement : replacement;
  let redacted = "";
  let after = 0;
  for (const { kind, start, end } of findings) {
    redacted += text.slice(after, start) + replace(text.slice(start, end), kind);
    after = end;
  }
  return redacted + text.slice(after);
}

/** Masks what `findPii` finds: a function for the `values` of `redact`. Throws a TypeError for a kind that there is not. */
export function maskPii(
  options: { readonly kinds?: readonly PiiKind[]; readonly replacement?: Replacement } = {},
): (text: string) => string {
  // A mistake in the kinds is told now: later it would cost every record.
  findPii("", options);
  return (text) => redactText(text, findPii(text, options), options.replacement);
}

/** Masks what `findSecrets` finds: a function for the `values` of `redact`. */
export function maskSecrets(options: { readonly replacement?: Replacement } = {}): (text: string) => string {
  return (text) => redactText(text, findSecrets(text), options.replacement);
}

function named(_found: string, kind: string): string {
  return `[${kind}]`;
}
