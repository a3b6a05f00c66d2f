/** Asks a question in SQL of recordings. */
import type { DatabaseSync } from "node:sqlite";
import { UsageError } from "./usage-error.ts";

/** What can stand in a cell of an answer. */
export type Cell = string | number | null;

/** An answer: what its columns are called, and its rows as they are found. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly Cell[]>;
}

/** Rows are found as they are taken. Throws a UsageError with SQLite's own words, also then. */
export function askSqlite(db: DatabaseSync, sql: string): Answer {
  return inItsWords(() => {
    const statement = db.prepare(sql);
    const { sourceSQL } = statement;
    const rest = withoutComments(sql.slice(sql.indexOf(sourceSQL) + sourceSQL.length));
    if (rest !== "") throw new UsageError(`there is more than one statement; leave out ${JSON.stringify(rest)}`);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    const columns = statement.columns().map(({ name }) => name);
    if (columns.length === 0) throw new UsageError("the statement answers nothing; begin it with SELECT");
    return { columns, rows: rowsOf(() => statement.iterate() as Iterable<unknown> as Iterable<unknown[]>) };
  });
}

function* rowsOf(iterate: () => Iterable<unknown[]>): Generator<Cell[], void, undefined> {
  const rows = inItsWords(() => iterate()[Symbol.iterator]());
  for (let next = inItsWords(() => rows.next()); !next.done; next = inItsWords(() => rows.next())) {
    yield next.value.map(cellOf);
  }
}

/** Whole numbers that JavaScript cannot hold stay exact, as text; bytes are written as SQL has them. */
function cellOf(value: unknown): Cell {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString("hex")}'`;
  return value as Cell;
}

function inItsWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const words = (error as Error).message.replace(/\.$/, "");
    throw new UsageError(`${words}; heddle query --schema shows what can be asked for`, { cause: error });
  }
}

function withoutComments(sql: string): string {
  return sql
    .replace(/--[^\n]*|\/\*[\s\S]*?(\*\/|$)/g, "")
    .replace(/[\s;]+/g, " ")
    .trim();
}
