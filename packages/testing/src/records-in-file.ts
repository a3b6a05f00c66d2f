/** Reads a recording from its file, also one that is packed, or that a crash has torn. */
import { readFileSync } from "node:fs";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { type LineRecord, readJsonl } from "@heddle/core";

/**
 * The records in the file at `path`, which gzip or zstd may have packed. Where a process ended in the middle of a line, what
 * was torn off is passed over. Throws an Error that begins with `who` for a file that cannot be read, and for any other line
 * that is no record.
 */
export function recordsInFile(path: string, who: string): readonly LineRecord[] {
  const quoted = JSON.stringify(path);
  const text = textOf(path, () => `${who}: ${quoted} cannot be read; give the path of a JSONL file`);
  const { records, problems } = readJsonl(text);
  const lines = problems.length === 0 ? [] : text.split("\n");
  const first = problems.find(({ line }) => !isTorn(lines, line - 1));
  if (first !== undefined) throw new Error(`${who}: line ${first.line} of ${quoted}: ${first.problem}`);
  return records;
}

function textOf(path: string, problem: () => string): string {
  try {
    return new TextDecoder().decode(unpacked(readFileSync(path)));
  } catch (cause) {
    throw new Error(problem(), { cause });
  }
}

/** Packed files are known by how they begin, whatever they are called. */
function unpacked(bytes: Buffer): Buffer {
  if (bytes.subarray(0, 2).equals(GZIP)) return gunzipSync(bytes);
  return bytes.subarray(0, 4).equals(ZSTD) ? unpackedZstd(bytes) : bytes;
}

/** Files that are appended to hold one packed part after the other; zstd's decompressor stops after each. */
function unpackedZstd(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const part = zstdDecompressSync(rest, { info: true }) as unknown as UnpackedPart;
    parts.push(part.buffer);
    rest = rest.subarray(part.engine.bytesWritten);
  }
  return Buffer.concat(parts);
}

interface UnpackedPart {
  readonly buffer: Buffer;
  /** How many bytes it was. */
  readonly engine: { readonly bytesWritten: number };
}

const GZIP: Buffer = Buffer.from([0x1f, 0x8b]);
const ZSTD: Buffer = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** The beginning of a record is the last line, or the last before a process that began anew: it has ended the line first. */
function isTorn(lines: readonly string[], at: number): boolean {
  const next = lines[at + 1];
  return /^\s*\{/.test(lines[at] as string) && (next === undefined || next.startsWith(PROCESS_BEGINS));
}

const PROCESS_BEGINS = '{"kind":"resource"';
