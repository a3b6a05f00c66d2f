/** What the wrapped generator of `programs/stream.ts` gives, and how long it waits between. */
export const CHUNKS: readonly [string, string] = ["first-chunk", "last-chunk"];

export const PAUSE_MS = 300;
