/** Reads moments that are typed. */
import { durationOf } from "./duration-of.ts";

/**
 * A moment, in milliseconds since the epoch, once it is known what time it is: of `2026-11-21`, `2026-11-21T14:30` and `14:30`
 * (today), which are local time unless a zone follows, and of `2h`, which is so long ago. Throws an Error that says so.
 */
export function timeOf(text: string): (nowMs: number) => number {
  if (/^\d+(\.\d+)?[a-z]+$/.test(text)) {
    const ago = durationOf(text);
    return (nowMs) => nowMs - ago;
  }
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return (nowMs) => Date.parse(`${localDay(nowMs)}T${text}`);
  // A day alone would be read as UTC.
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00`) : Date.parse(text.replace(" ", "T"));
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time)) {
    throw new Error("Give a time, such as 2026-11-21, 2026-11-21T14:30, 14:30, or 2h for two hours ago.");
  }
  return () => time;
}

function localDay(nowMs: number): string {
  const now = new Date(nowMs);
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
