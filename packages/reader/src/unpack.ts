/** Unpacks what is compressed by gzip or zstd, known by how it begins, whatever it is called. */
import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";

const formats: readonly { magic: readonly number[]; create: () => Transform & Counting }[] = [
  { magic: [0x1f, 0x8b], create: createGunzip },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], create: createZstdDecompress },
];

/** How many bytes of its input a decompressor has used. */
interface Counting {
  readonly bytesWritten: number;
}

/** The bytes of `chunks`, unpacked if they are packed. Rejects for packed bytes that are damaged or cut off. */
export async function* unpack(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    let first = await beginning(source);
    const format = formats.find(({ magic }) => magic.every((byte, index) => first?.[index] === byte));
    if (format === undefined) yield* rest(first, source);
    // Files that are appended to hold one packed part after the other; zstd's decompressor stops after each.
    else while (first !== undefined) first = yield* unpackPart(format.create(), first, source);
  } finally {
    await source.return?.();
  }
}

const LONGEST_MAGIC = 4;

/** Enough to know a format by; `undefined` at the end. */
async function beginning(source: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  let first: Buffer | undefined;
  while ((first?.length ?? 0) < LONGEST_MAGIC) {
    const { done, value } = await source.next();
    if (done) break;
    first = first === undefined ? value : Buffer.concat([first, value]);
  }
  return first;
}

async function* rest(
  first: Buffer | undefined,
  source: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  if (first !== undefined) yield first;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

/** Returns what comes after the part, if anything does. */
async function* unpackPart(
  stream: Transform & Counting,
  first: Buffer,
  source: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, Buffer | undefined, undefined> {
  const feeding = feed(stream, first, source);
  yield* stream;
  return await feeding;
}

/** Never rejects: what goes wrong is the stream's error. */
async function feed(stream: Transform & Counting, first: Buffer, source: AsyncIterator<Buffer>) {
  let given = 0;
  try {
    for (let chunk: Buffer | undefined = first; chunk !== undefined; ) {
      const { length } = chunk;
      given += length;
      await new Promise<void>((resolve) => stream.write(chunk, () => resolve()));
      const left = given - stream.bytesWritten;
      if (left > 0) return chunk.subarray(length - left);
      const next: IteratorResult<Buffer> = await source.next();
      chunk = next.done ? undefined : next.value;
    }
    stream.end();
  } catch (error) {
    stream.destroy(error as Error);
  }
  return undefined;
}
