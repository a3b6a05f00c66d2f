/** Says whether a version is in a range: as much of npm's ranges as OpenTelemetry's packages use. */

type Version = readonly [major: number, minor: number, patch: number];

/** `undefined` for a range or a version that is not understood. */
export function isInRange(version: string, range: string): boolean | undefined {
  const at = versionOf(version);
  const alternatives = range.split("||").map((part) => part.trim().split(/\s+/).map(comparatorOf));
  if (at === undefined || alternatives.flat().includes(undefined)) return undefined;
  return alternatives.some((all) => all.every((holds) => (holds as Comparator)(at)));
}

type Comparator = (version: Version) => boolean;

function comparatorOf(text: string): Comparator | undefined {
  if (text === "*" || text === "") return () => true;
  const bare = text.replace(/^[<>=^~]+/, "");
  const operator = text.slice(0, text.length - bare.length);
  const bound = versionOf(bare);
  if (bound === undefined) return undefined;
  const [major, minor] = bound;
  const next: Version =
    operator === "~" || (operator === "^" && major === 0) ? [major, minor + 1, 0] : [major + 1, 0, 0];
  switch (operator) {
    case ">=":
      return (version) => compare(version, bound) >= 0;
    case "<=":
      return (version) => compare(version, bound) <= 0;
    case ">":
      return (version) => compare(version, bound) > 0;
    case "<":
      return (version) => compare(version, bound) < 0;
    case "^":
    case "~":
      return (version) => compare(version, bound) >= 0 && compare(version, next) < 0;
    default:
      return (version) => compare(version, bound) === 0;
  }
}

function versionOf(text: string): Version | undefined {
  const [, major, minor = 0, patch = 0] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
