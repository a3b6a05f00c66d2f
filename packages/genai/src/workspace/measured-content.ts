/** Measures a content while it is read. */
import { createHash } from "node:crypto";

/** What a content is known by. */
export interface StoredContent {
  /** 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A content that is measured while it is read. */
export class MeasuredContent implements AsyncIterable<Uint8Array> {
  readonly #content: AsyncIterable<Uint8Array>;
  readonly #hash = createHash("sha256");
  #sizeBytes = 0;

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#content = content;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of this.#content) {
      this.#hash.update(chunk);
      this.#sizeBytes += chunk.length;
      yield chunk;
    }
  }

  /** Once, when all is read. */
  result(): StoredContent {
    return { sha256: this.#hash.digest("hex"), sizeBytes: this.#sizeBytes };
  }
}
