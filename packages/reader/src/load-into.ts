/** Loads records into tables of an SQL engine. */
import type { LineRecord } from "@heddle/core";
import type { ProblemLine, RecordLine } from "./record-line.ts";
import { rowInserter } from "./row-inserter.ts";
import { settleUsage, tables } from "./tables.ts";

/** What is needed of a database; `DatabaseSync` of `node:sqlite` has it. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: (string | number | null)[]): { readonly changes: number | bigint } };
}

/** What can be loaded: what `readRecords` gives, or records without a place. */
export type Loadable = RecordLine | ProblemLine | { readonly record: LineRecord; readonly problem?: never };

/** So many lines are one transaction. */
const BATCH = 10_000;

/**
 * Creates the tables `spans`, `events`, `links`, `metrics`, `resources` and `problems` unless they are there, and loads `lines`
 * into them: see `tables`. A span that is there already stays as it is, unless it was interrupted and has ended since;
 * metrics are added each time. What was loaded before `lines` or the database fails stays, and its error is thrown on.
 */
export async function loadInto(db: SqlDatabase, lines: AsyncIterable<Loadable> | Iterable<Loadable>): Promise<void> {
  db.exec(tables);
  const insert = rowInserter(db);
  let count = 0;
  db.exec("BEGIN");
  try {
    for await (const line of lines) {
      insert(line);
      if (++count % BATCH === 0) db.exec("COMMIT; BEGIN");
    }
    db.exec(settleUsage);
    db.exec("COMMIT");
  } catch (error) {
    keep(db);
    throw error;
  }
}

/** What was loaded before the failure stays; a database that failed itself may have ended the transaction on its own. */
function keep(db: SqlDatabase): void {
  try {
    db.exec("COMMIT");
  } catch {
    // What has gone wrong is told already.
  }
}
