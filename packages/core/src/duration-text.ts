/** Says how long something took. */

/** `4.2ms`, `1.24s`, `2m 05s`, `1h 02m`, of milliseconds. */
export function durationText(ms: number): string {
  if (ms < 0.05) return "<0.1ms";
  if (ms < 999.95) return `${ms.toFixed(1)}ms`;
  if (ms < 59_995) return `${(ms / 1000).toFixed(2)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${twoDigits(seconds % 60)}s`;
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
