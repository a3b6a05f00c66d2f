/** Finds in a text what detectors look for. */

/** A place in a text: `text.slice(start, end)` is what was found. */
export interface Finding<Kind extends string = string> {
  readonly kind: Kind;
  /** In UTF-16 units, as everywhere in JavaScript. */
  readonly start: number;
  readonly end: number;
}

/** Looks for one kind of thing. */
export interface Detector<Kind extends string = string> {
  readonly kind: Kind;
  /**
   * With the flag `g`. A group named `found` is what is found, and ends the match. Texts may be huge and hostile: what
   * repeats has a bound, or cannot begin again inside itself.
   */
  readonly pattern: RegExp;
  /** How much of what the pattern found it really is, from its beginning on: 0 for none of it. All, unless given. */
  readonly measure?: (found: string, match: RegExpExecArray) => number;
}

/** In order, none overlapping another: where several meet they are one, named for that which begins first. */
export function scanText<Kind extends string>(
  text: string,
  detectors: readonly Detector<Kind>[],
): readonly Finding<Kind>[] {
  const findings = detectors.flatMap((detector) => findAll(text, detector)).sort((a, b) => a.start - b.start);
  const apart: Finding<Kind>[] = [];
  for (const finding of findings) {
    const last = apart.at(-1);
    if (last === undefined || finding.start >= last.end) apart.push(finding);
    else if (finding.end > last.end) apart[apart.length - 1] = { ...last, end: finding.end };
  }
  return apart;
}

function findAll<Kind extends string>(text: string, { kind, pattern, measure }: Detector<Kind>): Finding<Kind>[] {
  const findings: Finding<Kind>[] = [];
  const search = new RegExp(pattern);
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    const found = match.groups?.found ?? match[0];
    const start = search.lastIndex - found.length;
    const length = measure ? measure(found, match) : found.length;
    if (length > 0) findings.push({ kind, start, end: start + length });
    search.lastIndex = length > 0 ? start + length : match.index + firstOf(match[0]).length;
  }
  return findings;
}

/** What was none of it may have begun in the middle of one. Not in the middle of a character, which would lead back. */
function firstOf(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) as number);
}
