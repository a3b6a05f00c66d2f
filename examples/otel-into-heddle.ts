/** Watch what any OpenTelemetry-instrumented library does in Heddle's sinks: a span processor brings it there. */
import { InMemoryTelemetry } from "@heddle/core";
import { HeddleSpanProcessor } from "@heddle/otel";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { TracerProvider } from "@opentelemetry/sdk-trace";

const memory = new InMemoryTelemetry();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new HeddleSpanProcessor(memory)] }));

/** A library that knows nothing of Heddle. */
function query(sql: string): void {
  const span = trace.getTracer("a-database").startSpan("query", { attributes: { "db.query.text": sql } });
  if (!sql.endsWith(";")) {
    span.recordException(new SyntaxError("no semicolon"));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

query("select 1;");
query("select 2");

// The SDK's times are whole milliseconds: of two such short spans, either may be the first.
for (const { attributes, status, exception } of memory.find("query").sort((a, b) => a.status.localeCompare(b.status)))
  console.log(attributes["otel.scope.name"], attributes["db.query.text"], status, exception ?? "-");

// Output:
// a-database select 2 error SyntaxError: no semicolon
// a-database select 1; ok -
