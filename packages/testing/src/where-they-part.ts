/** Cuts two long texts to where they are different. */

/** Shorter ones are told whole. */
const MAX_LENGTH = 160;
/** What is shown of what both begin with. */
const BEFORE = 40;

/** Both texts, of which long ones are cut so that their first difference is seen. */
export function whereTheyPart(a: string, b: string): [string, string] {
  if (a.length <= MAX_LENGTH && b.length <= MAX_LENGTH) return [a, b];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const from = same > MAX_LENGTH / 2 && same < b.length ? same - BEFORE : 0;
  return [excerpt(a, from), excerpt(b, from)];
}

function excerpt(text: string, from: number): string {
  const cut = text.slice(from, from + MAX_LENGTH).toWellFormed();
  return `${from === 0 ? "" : "…"}${cut}${text.length > from + MAX_LENGTH ? "…" : ""}`;
}
