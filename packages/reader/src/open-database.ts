/** Opens the SQL engine that Node has built in. */
import type { DatabaseSync } from "node:sqlite";

/**
 * A database of `node:sqlite`: in memory, or in the file at `path`.
 *
 * Rejects with an Error that says so where this Node has none.
 */
export async function openDatabase(path: string = ":memory:"): Promise<DatabaseSync> {
  const sqlite = await import("node:sqlite").catch((cause: unknown) => {
    const message = `this Node (${process.version}) has no SQL engine; run it with Node 24, or give a database of your own to loadInto()`;
    throw new Error(message, { cause });
  });
  return new sqlite.DatabaseSync(path);
}
