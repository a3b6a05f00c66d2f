/** Looks how deep a value goes, without going there by a call for each level. */

/** Whether `value`, as JSON holds it, has objects or lists on more than `levels` levels. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  let level = [value].filter(isStructure);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((each) => Object.values(each).filter(isStructure));
  }
  return false;
}

function isStructure(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
