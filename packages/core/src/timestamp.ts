/** Timestamps as text: UTC, fixed width, microseconds: `2026-11-21T01:42:28.743622Z`. */

/** 0000-01-01 and the end of 9999: what four digits of a year can say. */
const FIRST_SECOND = -62_167_219_200;
const LAST_SECOND = 253_402_300_799;

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

const threeDigits = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, "0"));

/** The records of a moment share their second: its text is made once. */
let cachedSecond = Number.NaN;
let cachedText = "";

/** The text of a time in milliseconds since the epoch. Throws a RangeError for what is no time of the years 0 to 9999. */
export function formatTimestamp(timeMs: number): string {
  let second = Math.floor(timeMs / 1000);
  let micros = Math.round((timeMs - second * 1000) * 1000);
  if (micros === 1_000_000) {
    second++;
    micros = 0;
  }
  if (second !== cachedSecond) {
    cachedText = secondText(second, timeMs);
    cachedSecond = second;
  }
  return `${cachedText}${threeDigits[Math.trunc(micros / 1000)]}${threeDigits[micros % 1000]}Z`;
}

/** Those that were written one after the other are read so. `2026-11-21T01:42:28.`, and its milliseconds. */
let readText = "never";
let readMs = Number.NaN;

/**
 * Milliseconds since the epoch, to the microsecond; `undefined` for what is no timestamp. It reads what `formatTimestamp`
 * writes without a loss, and any other ISO 8601 time with a zone.
 */
export function parseTimestamp(text: string): number | undefined {
  if (text.length === LENGTH && text.startsWith(readText)) {
    const micros = microsIn(text);
    if (micros !== undefined) return readMs + micros / 1000;
  }
  const [, dateTime, fraction = "", zone] = ISO.exec(text) ?? [];
  if (dateTime === undefined) return undefined;
  const wholeMs = Date.parse(`${dateTime}${zone}`);
  if (Number.isNaN(wholeMs)) return undefined;
  if (text.length === LENGTH && zone === "Z") {
    readText = `${dateTime}.`;
    readMs = wholeMs;
  }
  return wholeMs + Number(fraction.slice(0, 6).padEnd(6, "0")) / 1000;
}

const LENGTH = "2026-11-21T01:42:28.743622Z".length;
const ZERO = "0".charCodeAt(0);

/** The `743622` of `2026-11-21T01:42:28.743622Z`; `undefined` unless six digits and a Z end the text. */
function microsIn(text: string): number | undefined {
  let micros = 0;
  for (let index = LENGTH - 7; index < LENGTH - 1; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    micros = micros * 10 + digit;
  }
  return text.endsWith("Z") ? micros : undefined;
}

/** `2026-11-21T01:42:28.` */
function secondText(second: number, timeMs: number): string {
  if (!(second >= FIRST_SECOND && second <= LAST_SECOND)) {
    throw new RangeError(`${timeMs} is not a time; give milliseconds since the epoch`);
  }
  return new Date(second * 1000).toISOString().slice(0, 20);
}
