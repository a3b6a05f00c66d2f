/** Milliseconds, to the microsecond, as whole nanoseconds and back, without a digit lost on the way. */
import { wholeMicroseconds } from "@heddle/core/bridge";

const WORD = 2 ** 32;

/** Whole microseconds. OTLP knows no time before 1970, and a broken clock's is none. */
export function microseconds(timeMs: number): number {
  const us = wholeMicroseconds(timeMs);
  return us > 0 ? Math.min(us, Number.MAX_SAFE_INTEGER) : 0;
}

/** The lower 32 bits of the nanoseconds. */
export function nanosLow(us: number): number {
  return ((us % WORD) * 1000) >>> 0;
}

/** The upper 32 bits of the nanoseconds. */
export function nanosHigh(us: number): number {
  return Math.floor(us / WORD) * 1000 + Math.floor(((us % WORD) * 1000) / WORD);
}

/** Nanoseconds as decimal digits. */
export function nanosText(timeMs: number): string {
  const us = microseconds(timeMs);
  return us === 0 ? "0" : `${us}000`;
}

/** The time of nanoseconds in two words of 32 bits. */
export function timeOfWords(low: number, high: number): number {
  const upper = Math.floor(high / 1000);
  const lower = (high % 1000) * WORD + low;
  return (upper * WORD + Math.round(lower / 1000)) / 1000;
}

/** The time of nanoseconds in decimal digits. */
export function timeOfDigits(digits: string): number {
  const [whole, rest] = [digits.slice(0, -3), digits.slice(-3)];
  return (Number(whole) + Math.round(Number(rest) / 1000)) / 1000;
}
