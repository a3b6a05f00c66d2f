/** pino: a line for each span, by its default destination, which writes at once. It has no parents. */
import { join } from "node:path";
import pino from "pino";

export function makeSubject({ folder }) {
  const logger = pino(pino.destination({ dest: join(folder, "spans.jsonl"), sync: true }));
  return {
    async trace(name, attributes, work) {
      const begin = performance.now();
      try {
        return await work();
      } finally {
        logger.info({ name, attributes, durationMs: performance.now() - begin });
      }
    },
    // A line is all that it knows of a span.
    open() {},
    async flush() {},
    async dispose() {},
  };
}
