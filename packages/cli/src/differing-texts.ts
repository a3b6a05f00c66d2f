/** Shows of two long texts where they differ. */

/** What stands before the first difference, at most. */
const CONTEXT = 24;

/** Both with at most about `maxLength` characters: of what both begin with, only the end. */
export function differingTexts(before: string, after: string, maxLength: number): readonly [string, string] {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const isShort = Math.max(before.length, after.length) <= maxLength;
  const from = isShort || same <= CONTEXT ? 0 : startOfCharacter(before, same - CONTEXT);
  const part = (text: string) => {
    const end = from + maxLength >= text.length ? text.length : startOfCharacter(text, from + maxLength);
    return `${from > 0 ? "…" : ""}${text.slice(from, end)}${end < text.length ? "…" : ""}`;
  };
  return [part(before), part(after)];
}

/** `at`, or one before where that is within a character. */
function startOfCharacter(text: string, at: number): number {
  const isSecondHalf = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return isSecondHalf ? at - 1 : at;
}
