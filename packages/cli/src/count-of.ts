/** Reads whole numbers that are typed. */

/** A whole number of 1 or more. Throws an Error that says so. */
export function countOf(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1) throw new Error("Give a whole number of 1 or more, such as 10.");
  return count;
}
