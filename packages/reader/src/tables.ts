/** The tables that records are loaded into. */

/**
 * What can be asked for, as SQL. Times are text such as `2026-11-21T01:42:28.743622Z`, which sorts as it should; attributes
 * are JSON: `attributes ->> '$.user_id'`.
 */
export const tables: string = `
  CREATE TABLE IF NOT EXISTS spans (
    trace_id TEXT NOT NULL, span_id TEXT NOT NULL,
    parent_span_id TEXT,
    name TEXT NOT NULL,
    type TEXT,                    -- llm, tool, agent, …
    status TEXT NOT NULL,         -- ok, error, cancelled, interrupted
    started_at TEXT NOT NULL,
    ended_at TEXT,                -- this and the next: NULL where interrupted
    duration_ms REAL,
    exception TEXT,
    error_type TEXT,
    model TEXT, tool TEXT,
    user_id TEXT, session_id TEXT,
    input_tokens INTEGER,         -- these: NULL where a span below says it, so that a sum counts nothing twice
    output_tokens INTEGER,
    cost_usd REAL,
    attributes TEXT NOT NULL,
    resource_id TEXT,
    file TEXT, line INTEGER,
    PRIMARY KEY (trace_id, span_id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (trace_id TEXT, span_id TEXT, name TEXT, time TEXT, attributes TEXT);
  CREATE TABLE IF NOT EXISTS links (
    trace_id TEXT, span_id TEXT,  -- the newer span
    kind TEXT,                    -- retry_of, fallback_of, caused_by, data_flow, branched_from, handoff
    linked_trace_id TEXT, linked_span_id TEXT,
    attributes TEXT
  );
  CREATE TABLE IF NOT EXISTS metrics (
    name TEXT, value REAL, unit TEXT, instrument_kind TEXT, emitted_at TEXT,
    trace_id TEXT, span_id TEXT,  -- NULL where it was emitted outside of any span
    attributes TEXT, resource_id TEXT, file TEXT, line INTEGER
  );
  CREATE TABLE IF NOT EXISTS resources (resource_id TEXT PRIMARY KEY, service_name TEXT, pid INTEGER, started_at TEXT);
  CREATE TABLE IF NOT EXISTS problems (file TEXT, line INTEGER, problem TEXT);
  CREATE INDEX IF NOT EXISTS metrics_by_span ON metrics (trace_id, span_id);
`;

/** What a span took may be told by metrics, and is told again by those above it. */
export const settleUsage: string = `
  UPDATE spans SET cost_usd = (
    SELECT sum(value) FROM metrics WHERE name = 'loom.cost.usd' AND trace_id = spans.trace_id AND span_id = spans.span_id
  ) WHERE cost_usd IS NULL;
  ${withoutWrappers("input_tokens")}
  ${withoutWrappers("output_tokens")}
  ${withoutWrappers("cost_usd")}
`;

function withoutWrappers(column: string): string {
  return `
    WITH RECURSIVE above (trace_id, span_id) AS (
      SELECT trace_id, parent_span_id FROM spans WHERE ${column} IS NOT NULL
      UNION SELECT trace_id, parent_span_id FROM above JOIN spans USING (trace_id, span_id)
    )
    UPDATE spans SET ${column} = NULL WHERE ${column} IS NOT NULL AND (trace_id, span_id) IN above;
  `;
}
