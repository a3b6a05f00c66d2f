/** Lets DuckDB answer, where the user has installed it. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { Answer, Cell } from "./query-rows.ts";
import { UsageError } from "./usage-error.ts";

/** What is needed of `@duckdb/node-api` 1. */
interface DuckDb {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection>; closeSync(): void }> };
}

interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ columnNames(): string[]; getRowsJS(): unknown[][] }>;
  createAppender(table: string): Promise<Appender>;
}

interface Appender {
  appendNull(): void;
  appendVarchar(value: string): void;
  appendDouble(value: number): void;
  appendBigInt(value: bigint): void;
  endRow(): void;
  closeSync(): void;
}

const tableNames = ["spans", "events", "links", "metrics", "resources", "problems"];

/** DuckDB, found from the folder `cwd`. Rejects with a UsageError where it is not installed. */
export async function loadDuckDb(cwd: string): Promise<DuckDb> {
  const { resolve } = createRequire(join(cwd, "package.json"));
  let path: string;
  try {
    path = resolve("@duckdb/node-api");
  } catch (cause) {
    const message = `DuckDB is not installed in ${JSON.stringify(cwd)}; run npm install @duckdb/node-api, or leave out --engine`;
    throw new UsageError(message, { cause });
  }
  return (await import(pathToFileURL(path).href)) as DuckDb;
}

/** What DuckDB answers of the tables in `db`. Rejects with a UsageError of its own words for what it does not understand. */
export async function askDuckDb({ DuckDBInstance }: DuckDb, db: DatabaseSync, sql: string): Promise<Answer> {
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    for (const name of tableNames) await copy(name, db, connection);
    const answer = await connection.runAndReadAll(sql).catch((error: Error) => {
      const [words = ""] = error.message.split("\n\nLINE");
      throw new UsageError(`${words}; heddle query --schema shows what can be asked for`, { cause: error });
    });
    return { columns: answer.columnNames(), rows: answer.getRowsJS().map((row) => row.map(cellOf)) };
  } finally {
    instance.closeSync();
  }
}

type Append = (appender: Appender, value: string | number | bigint) => void;

const types: Readonly<Record<string, readonly [type: string, append: Append]>> = {
  TEXT: ["VARCHAR", (appender, value) => appender.appendVarchar(String(value))],
  REAL: ["DOUBLE", (appender, value) => appender.appendDouble(Number(value))],
  INTEGER: ["BIGINT", (appender, value) => appender.appendBigInt(BigInt(value))],
};

async function copy(table: string, db: DatabaseSync, connection: Connection): Promise<void> {
  const columns = db.prepare(`SELECT name, type FROM pragma_table_info('${table}')`).all() as {
    name: string;
    type: string;
  }[];
  const known = columns.map(({ name, type }) => [name, ...(types[type] as readonly [string, Append])] as const);
  await connection.run(`CREATE TABLE ${table} (${known.map(([name, type]) => `${name} ${type}`).join()})`);
  const appender = await connection.createAppender(table);
  const statement = db.prepare(`SELECT * FROM ${table}`);
  statement.setReturnArrays(true);
  for (const row of statement.iterate() as Iterable<unknown> as Iterable<(string | number | null)[]>) {
    for (const [index, value] of row.entries()) {
      if (value === null) appender.appendNull();
      else (known[index] as (typeof known)[number])[2](appender, value);
    }
    appender.endRow();
  }
  appender.closeSync();
}

function cellOf(value: unknown): Cell {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value, (_, inside) => (typeof inside === "bigint" ? String(inside) : inside)) ?? String(value);
}
