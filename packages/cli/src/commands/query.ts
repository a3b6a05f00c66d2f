/** `heddle query`: recordings as tables of an SQL engine. */
import type { DatabaseSync } from "node:sqlite";
import { loadInto, openDatabase, tables } from "@heddle/reader";
import { answerCsv, answerJson, answerTable } from "../answer-text.ts";
import type { Command, Parsed } from "../command.ts";
import { askDuckDb, loadDuckDb } from "../duckdb.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { type Answer, askSqlite } from "../query-rows.ts";
import { RunReader } from "../run-reader.ts";
import { UsageError } from "../usage-error.ts";

interface QueryOptions {
  readonly schema?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly engine: "sqlite" | "duckdb";
}

/** Asks recordings in SQL. */
export const query: Command<QueryOptions> = {
  details: "Tables: spans, events, links, metrics, resources, problems; --schema shows their columns.",
  arguments: [
    {
      name: "FILE",
      isOptional: true,
      description: "a recording, a folder of them, a quoted glob, or - for standard input",
    },
    { name: "SQL", isOptional: true, description: "one statement" },
  ],
  options: {
    schema: { description: "prints the tables and their columns" },
    json: { description: "a list of objects, one a line" },
    csv: { description: "CSV, with a head" },
    engine: {
      value: "NAME",
      description: "who answers; DuckDB where @duckdb/node-api is installed",
      choices: ["sqlite", "duckdb"],
      fallback: "sqlite",
    },
  },
  examples: [
    {
      does: "Where the time goes",
      command: `heddle query traces.jsonl "SELECT name, count(*) AS n, sum(duration_ms) AS ms FROM spans GROUP BY name ORDER BY ms DESC"`,
    },
    {
      does: "What each user has cost",
      command: `heddle query runs/ "SELECT user_id, sum(cost_usd) AS usd FROM spans GROUP BY user_id" --csv`,
    },
    {
      does: "An attribute",
      command: `heddle query traces.jsonl "SELECT name, attributes ->> 'gen_ai.provider.name' AS provider FROM spans WHERE type = 'llm'"`,
    },
  ],
  run,
};

async function run({ arguments: [file, sql], options }: Parsed<QueryOptions>, io: Io): Promise<number> {
  if (options.schema) {
    await io.stdout.write(schemaText());
    return exitCodes.ok;
  }
  if (file === undefined) throw new UsageError("there is nothing to read; give a FILE and a statement");
  if (sql === undefined) {
    throw new UsageError(`there is no statement; give one, such as heddle query ${file} "SELECT name FROM spans"`);
  }
  if (options.json && options.csv) throw new UsageError("--json and --csv are both there; give one of them");
  // A private file that SQLite deletes: what does not fit into the memory is on the disk.
  const db = await openDatabase("");
  const reader = new RunReader(io);
  try {
    db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    const ask = await asking(db, sql, options, io);
    await loadInto(db, reader.lines([file]));
    await print(await ask(), options, io);
  } finally {
    db.close();
  }
  return reader.end();
}

/** Before gigabytes are read, SQLite has understood the statement, and DuckDB is there. */
async function asking(
  db: DatabaseSync,
  sql: string,
  { engine }: QueryOptions,
  { cwd }: Io,
): Promise<() => Answer | Promise<Answer>> {
  if (engine === "duckdb") {
    const duckDb = await loadDuckDb(cwd);
    return () => askDuckDb(duckDb, db, sql);
  }
  db.exec(tables);
  const answer = askSqlite(db, sql);
  return () => answer;
}

async function print(answer: Answer, { json, csv }: QueryOptions, { stdout }: Io): Promise<void> {
  const { columns: width, color, isTTY } = stdout;
  const pieces = json ? answerJson(answer) : csv ? answerCsv(answer, isTTY) : answerTable(answer, { width, color });
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < MAX_PIECE) continue;
    await stdout.write(text);
    text = "";
  }
  await stdout.write(text);
}

const MAX_PIECE = 65_536;

function schemaText(): string {
  const lines = tables.split("\n").filter((line) => line.trim() !== "" && !line.includes("CREATE INDEX"));
  return `${lines.map((line) => line.slice(2).replace("IF NOT EXISTS ", "").replace(" WITHOUT ROWID", "")).join("\n")}\n`;
}
