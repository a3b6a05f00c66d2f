/** Reads protobuf's wire format. */
import { EIGHT_BYTES, FOUR_BYTES, type Integer, integerOf, VARINT, WITH_LENGTH } from "./message-type.ts";
import { timeOfWords } from "./nanos.ts";
import { OtlpFormatError } from "./otlp-format-error.ts";

const WORD = 2 ** 32;

/** A place in bytes. What is not there throws an `OtlpFormatError`. */
export class ByteReader {
  at = 0;
  readonly #bytes: Buffer;
  /** The 64 bits that were read last. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fail(what: string): never {
    throw new OtlpFormatError(`byte ${this.at}: ${what}`);
  }

  /** The place `length` bytes on. */
  ahead(length: number): number {
    const end = this.at + length;
    if (end > this.#bytes.length)
      this.fail(`${length} bytes are to follow, and there are ${this.#bytes.length - this.at}`);
    return end;
  }

  /** The lower 32 bits of a varint, which may have 64. */
  varint(): number {
    const { at } = this;
    this.#low = 0;
    this.#high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.at];
      if (byte === undefined) this.fail("the bytes end in a number");
      this.at++;
      this.#addBits(byte & 127, shift);
      if (byte < 128) return this.#low;
    }
    this.at = at;
    return this.fail("a number goes on for more than 10 bytes");
  }

  signedVarint(): Integer {
    this.varint();
    return this.#signed();
  }

  unsignedVarint(): Integer {
    this.varint();
    return this.#unsigned();
  }

  fixed32(): number {
    const end = this.ahead(4);
    const value = this.#bytes.readUInt32LE(this.at);
    this.at = end;
    return value;
  }

  unsigned64(): Integer {
    this.#words();
    return this.#unsigned();
  }

  signed64(): Integer {
    this.#words();
    return this.#signed();
  }

  time(): number {
    this.#words();
    return timeOfWords(this.#low, this.#high);
  }

  double(): number {
    const end = this.ahead(8);
    const value = this.#bytes.readDoubleLE(this.at);
    this.at = end;
    return value;
  }

  /** Bytes with their length before them. What is no UTF-8 in a text becomes `\ufffd`. */
  text(encoding: "utf8" | "hex" | "base64"): string {
    const end = this.ahead(this.varint());
    const text = this.#bytes.toString(encoding, this.at, end);
    this.at = end;
    return text;
  }

  /** Passes a value that nobody reads. */
  skip(wireType: number): void {
    switch (wireType) {
      case VARINT:
        this.varint();
        break;
      case EIGHT_BYTES:
        this.at = this.ahead(8);
        break;
      case WITH_LENGTH:
        this.at = this.ahead(this.varint());
        break;
      case FOUR_BYTES:
        this.at = this.ahead(4);
        break;
      default:
        this.fail(`there is no wire type ${wireType}`);
    }
  }

  #addBits(bits: number, shift: number): void {
    if (shift < 28) this.#low |= bits << shift;
    else if (shift === 28) {
      this.#low |= bits << 28;
      this.#high = bits >>> 4;
    } else this.#high |= bits << (shift - 32);
    this.#low >>>= 0;
    this.#high >>>= 0;
  }

  #words(): void {
    this.#low = this.fixed32();
    this.#high = this.fixed32();
  }

  #unsigned(): Integer {
    const value = this.#high * WORD + this.#low;
    return Number.isSafeInteger(value) ? value : integerOf(this.#bits());
  }

  #signed(): Integer {
    if (this.#high < WORD / 2) return this.#unsigned();
    const value = (this.#high - WORD) * WORD + this.#low;
    return Number.isSafeInteger(value) ? value : integerOf(BigInt.asIntN(64, this.#bits()));
  }

  #bits(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }
}
