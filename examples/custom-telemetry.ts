/** Any object with `trace` and `emitMetric` is a Telemetry, and can stand beside Heddle's own in a Multi. */
import { InMemoryTelemetry, MultiTelemetry, type Span, type Telemetry } from "@heddle/core";

const statsd: Telemetry = {
  trace<T>(name: string, _attributes: object, work: (span: Span) => T): T {
    console.log(`open ${name}`);
    return work({ set: () => {} } as unknown as Span);
  },
  emitMetric(name, value) {
    console.log(`${name}:${value}`);
  },
};

const memory = new InMemoryTelemetry();
const telemetry = new MultiTelemetry([statsd, memory]);

telemetry.trace("loom.run", {}, (span) => {
  span.set({ late: "and recorded" });
  telemetry.emitMetric("loom.tokens.input", 42);
});
console.log(memory.spans()[0]?.attributes);

// Output:
// open loom.run
// loom.tokens.input:42
// { late: 'and recorded' }
