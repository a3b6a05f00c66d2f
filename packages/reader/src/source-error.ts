/** What is thrown when there is nothing to read where somebody pointed. */

/** A file, folder or glob that cannot be read. The message is one sentence that quotes it and says what to give instead. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}
