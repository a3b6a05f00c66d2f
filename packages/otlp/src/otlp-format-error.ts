/** What decoders throw. */

/** The bytes or the JSON are no OTLP: the message says at which byte, or at which path, and what is wrong there. */
export class OtlpFormatError extends Error {
  override readonly name = "OtlpFormatError";
}
