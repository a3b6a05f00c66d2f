/** prom-client: a counter with labels. */
import { Counter, Registry } from "prom-client";

export function makeSubject() {
  const registry = new Registry();
  const labelNames = ["provider", "model", "kind"];
  const counter = new Counter({ name: "loom_tokens", help: "tokens", labelNames, registers: [registry] });
  return {
    count: (_name, value, attributes) => counter.inc(attributes, value),
    flush: async () => {},
    async arrived() {
      const { values } = await counter.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    },
    clear: () => counter.reset(),
    dispose() {},
  };
}
