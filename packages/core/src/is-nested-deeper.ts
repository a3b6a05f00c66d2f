/** Looks how deep a value goes. */

/** Whether `value`, as JSON holds it, has objects or lists on more than `levels` levels: some hundreds at most, each is a call. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) if (isNestedDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
}
