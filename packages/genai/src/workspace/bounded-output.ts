/** What a program prints: its beginning and its end, however much comes between. */

/** Bytes come in, a text comes out. It holds about three times as many bytes as it keeps, at most. */
export class BoundedOutput {
  readonly #headLimit: number;
  readonly #tailLimit: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #totalBytes = 0;

  /** Keeps `maxBytes`, half of them from each end. */
  constructor(maxBytes: number) {
    this.#headLimit = Math.ceil(maxBytes / 2);
    this.#tailLimit = Math.floor(maxBytes / 2);
  }

  /** There is no room for all that has come. */
  get isCut(): boolean {
    return this.#totalBytes > this.#headLimit + this.#tailLimit;
  }

  add(chunk: Buffer): void {
    this.#totalBytes += chunk.length;
    const fitting = Math.min(chunk.length, this.#headLimit - this.#headBytes);
    if (fitting > 0) this.#head.push(chunk.subarray(0, fitting));
    this.#headBytes += fitting;
    if (fitting === chunk.length) return;
    this.#tail.push(chunk.subarray(fitting));
    this.#tailBytes += chunk.length - fitting;
    if (this.#tailBytes > 2 * this.#tailLimit) this.#dropOld();
  }

  /** Where something is left out, `… [7 bytes left out] …` stands in a line of its own. No character is torn, in chunks or at the ends. */
  text(): string {
    this.#dropOld();
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    if (!this.isCut) return decode(Buffer.concat([head, tail]));
    const [start, end] = [head.subarray(0, wholeEnd(head)), tail.subarray(wholeStart(tail))];
    const left = this.#totalBytes - start.length - end.length;
    return `${decode(start)}\n… [${left} bytes left out] …\n${decode(end)}`;
  }

  /** A copy, so that the memory of the rest is given back. */
  #dropOld(): void {
    const tail = Buffer.concat(this.#tail);
    this.#tail = [Buffer.from(tail.subarray(Math.max(0, tail.length - this.#tailLimit)))];
    this.#tailBytes = Math.min(tail.length, this.#tailLimit);
  }
}

function decode(bytes: Buffer): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Where the last character ends that is whole. */
function wholeEnd(bytes: Buffer): number {
  let lead = bytes.length - 1;
  while (lead > bytes.length - 4 && isContinuation(bytes[lead])) lead--;
  const first = bytes[lead] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return lead + length > bytes.length ? lead : bytes.length;
}

/** Where the first one begins. */
function wholeStart(bytes: Buffer): number {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start++;
  return start;
}

function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}
