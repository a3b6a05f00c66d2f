/** Tells apart what can be recorded as an output from what has yet to be read. */

/** What only streams have beside their iterator: generators, those of the web and of clients, Anthropic's, Node's. Pages of a list have none. */
const streamKeys: readonly string[] = ["next", "tee", "controller", "pipe"];

/** `value`, as it is. Throws a TypeError for a stream: what it brings comes after the span, and the object itself says nothing. */
export function readableOutput(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !isStream(value)) return value;
  throw new TypeError("the work returned a stream that is yet to be read; open it in the function's stream() instead");
}

function isStream(value: object): boolean {
  // The AI SDK's: its getters read the stream, and make promises that fail with it, so that a look changes what happens.
  if ("textStream" in value) return true;
  return Symbol.asyncIterator in value && streamKeys.some((key) => key in value);
}
