/** Reads what a file is at this moment. */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileState } from "./file-attributes.ts";

/**
 * The size, hash and permissions of a file, read bit by bit, and its content where that has `maxContentBytes` at most; of anything else,
 * such as a folder or a pipe, the permissions alone. Rejects with what the system says.
 */
export async function readFileState(path: string, maxContentBytes: number): Promise<FileState> {
  // A pipe without a writer is open at once; to open it in the ordinary way would wait for one.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    const mode = stats.mode & 0o777;
    if (!stats.isFile()) return { mode };
    const hash = createHash("sha256");
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes <= maxContentBytes) chunks.push(chunk);
    }
    const content = sizeBytes <= maxContentBytes ? Buffer.concat(chunks) : undefined;
    return { content, sizeBytes, sha256: hash.digest("hex"), mode };
  } finally {
    await file.close();
  }
}
