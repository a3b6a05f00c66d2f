/** Says how large something is. */

const units = ["B", "kB", "MB", "GB", "TB"];

/** `12 B`, `3.4 kB`, `1.2 GB`: of 1,000 each. */
export function bytesText(bytes: number): string {
  let [size, unit] = [bytes, 0];
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1000;
  return `${unit === 0 || size >= 99.5 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
