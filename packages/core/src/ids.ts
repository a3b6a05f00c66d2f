/** Mints W3C ids: random 32-bit words from a pool, written as hex only when somebody reads them. */
import { randomFillSync } from "node:crypto";

/** Gives each new trace and span its id. */
export interface IdGenerator {
  /** 32 lower-case hex digits, not all zero. */
  traceId(): string;
  /** 16 lower-case hex digits, not all zero. */
  spanId(): string;
}

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

/** Whether `value` is a W3C trace id: 32 lower-case hex digits, not all zero. */
export const isTraceId = (value: unknown): value is string => typeof value === "string" && TRACE_ID.test(value);

/** Whether `value` is a W3C span id: 16 lower-case hex digits, not all zero. */
export const isSpanId = (value: unknown): value is string => typeof value === "string" && SPAN_ID.test(value);

/** Ids that count up from 1, for tests and documentation: `0000000000000001`, `0000000000000002`, … */
export function sequentialIds(): IdGenerator {
  let traces = 0;
  let spans = 0;
  return {
    traceId: () => (++traces).toString(16).padStart(32, "0"),
    spanId: () => (++spans).toString(16).padStart(16, "0"),
  };
}

/**
 * An id that is minted when it is first read. Nobody can tell, for it is random, and the spans of an in-memory run that
 * nobody reads never pay for one.
 */
export class LateId {
  text: string | undefined;

  constructor(text?: string) {
    this.text = text;
  }

  get traceId(): string {
    this.text ??= randomHex(4);
    return this.text;
  }

  get spanId(): string {
    this.text ??= randomHex(2);
    return this.text;
  }
}

/** One system call fills 1,024 words: a call for each id would cost more than all the rest of a span. */
const pool = Buffer.alloc(4096);
let next = pool.length;

/** Random hex digits, eight a word, not all zero. */
function randomHex(words: 2 | 4): string {
  const bytes = words * 4;
  if (next + bytes > pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const hex = pool.toString("hex", next, next + bytes);
  next += bytes;
  return /[^0]/.test(hex) ? hex : randomHex(words);
}
