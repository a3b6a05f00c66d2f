/** Writes protobuf's wire format into buffers that many messages share. */
import { microseconds, nanosHigh, nanosLow } from "./nanos.ts";

/** One allocation for many messages: each of them is a view. */
const CHUNK_BYTES = 65_536;

/** A tag of one byte, and the longest length. */
const HEADER_BYTES = 6;

/** The bytes of messages, one after the other. What was taken is never written to again. */
export class ByteWriter {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  #view = new DataView(this.bytes.buffer);
  #start = 0;

  /** Begins a message, with room for a header of its own and `size` bytes. */
  begin(size: number): void {
    this.#start = this.at;
    this.reserve(HEADER_BYTES + size);
    this.at = this.#start + HEADER_BYTES;
  }

  /** Makes room for `size` more bytes. */
  reserve(size: number): void {
    if (this.at + size > this.bytes.length) this.#moveOn(size);
  }

  /** The message since `begin`. */
  take(): Uint8Array {
    return this.bytes.subarray(this.#start + HEADER_BYTES, this.at);
  }

  /** The message since `begin` as a field of another message, its tag and length included. */
  takeField(tag: number): Uint8Array {
    const end = this.at;
    const contentStart = this.#start + HEADER_BYTES;
    const length = end - contentStart;
    const headerStart = contentStart - 1 - varintBytes(length);
    this.at = headerStart;
    this.bytes[this.at++] = tag;
    this.varint(length);
    this.at = end;
    return this.bytes.subarray(headerStart, end);
  }

  /** A whole number from 0 to 2^32 - 1. Reserve 5 bytes. */
  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.bytes[this.at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** A whole number from -(2^53 - 1) to 2^53 - 1, as 64 bits. Reserve 10 bytes. */
  varint64(value: number): void {
    let low = value >>> 0;
    let high = Math.floor(value / 2 ** 32) >>> 0;
    while (high > 0 || low > 127) {
      this.bytes[this.at++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.bytes[this.at++] = low;
  }

  /** 32 bits. Reserve 4 bytes. */
  fixed32(value: number): void {
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** A whole number from -(2^53 - 1) to 2^53 - 1. Reserve 8 bytes. */
  fixed64(value: number): void {
    this.fixed32(value >>> 0);
    this.fixed32(Math.floor(value / 2 ** 32) >>> 0);
  }

  /** Milliseconds since the epoch as nanoseconds. Reserve 8 bytes. */
  time(timeMs: number): void {
    const us = microseconds(timeMs);
    this.fixed32(nanosLow(us));
    this.fixed32(nanosHigh(us));
  }

  /** Reserve 8 bytes. */
  double(value: number): void {
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** Hex digits as bytes, without a length. Reserve a byte for every two. */
  hex(digits: string): void {
    for (let at = 0; at < digits.length; at += 2) {
      this.bytes[this.at++] = (digitOf(digits, at) << 4) | digitOf(digits, at + 1);
    }
  }

  /** The length of `text` in bytes, and the bytes. Makes room itself. */
  text(text: string): void {
    const size = text.length;
    this.reserve(5 + size);
    if (size < 64 && this.ascii(text, this.at + 1)) {
      this.bytes[this.at] = size;
      this.at += 1 + size;
      return;
    }
    const length = Buffer.byteLength(text);
    this.reserve(5 + length);
    this.varint(length);
    this.at += this.bytes.write(text, this.at);
  }

  /**
   * `text` at `offset`, a byte for each character; false where that cannot be. A call into Node costs more than this, up to
   * some dozens of characters.
   */
  ascii(text: string, offset: number): boolean {
    const { bytes } = this;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      bytes[offset + index] = code;
    }
    return true;
  }

  /** What is short is cheaper byte by byte. */
  copy(source: Uint8Array): void {
    const { bytes, at } = this;
    for (let index = 0; index < source.length; index++) bytes[at + index] = source[index] as number;
    this.at = at + source.length;
  }

  /** Begins what has its length before it, and says where, for `close`. */
  open(): number {
    this.reserve(1);
    this.at++;
    return this.at - this.#start;
  }

  /** Ends what `open` began. Nearly all of it is short, so one byte is kept for the length. */
  close(opened: number): void {
    const length = this.at - this.#start - opened;
    const extra = varintBytes(length) - 1;
    this.reserve(extra);
    const contentAt = this.#start + opened;
    const end = this.at + extra;
    if (extra > 0) this.bytes.copyWithin(contentAt + extra, contentAt, this.at);
    this.at = contentAt - 1;
    this.varint(length);
    this.at = end;
  }

  /** Takes a new chunk, and the message so far along. */
  #moveOn(size: number): void {
    const soFar = this.bytes.subarray(this.#start, this.at);
    const chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, 2 * (soFar.length + size)));
    chunk.set(soFar);
    this.bytes = chunk;
    this.#view = new DataView(chunk.buffer);
    this.at = soFar.length;
    this.#start = 0;
  }
}

/** How many bytes `varint` writes. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

/** How many bytes `varint64` writes. */
export function varint64Bytes(value: number): number {
  if (value < 0) return 10;
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

/** By the code of the digit. */
const digitValues = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

function digitOf(digits: string, index: number): number {
  return digitValues[digits.charCodeAt(index)] as number;
}
