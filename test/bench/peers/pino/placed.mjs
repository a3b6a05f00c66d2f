/** pino: a line for each span. It has no parents. */
import { once } from "node:events";
import { join } from "node:path";
import pino from "pino";

/** @param {{ folder: string, sync?: boolean }} options */
export function makeSubject({ folder, sync = false }) {
  const destination = pino.destination({ dest: join(folder, "spans.jsonl"), sync });
  const opened = sync ? undefined : once(destination, "ready");
  const logger = pino(destination);
  // Its own `flush` waits for nothing unless there is a `minLength`.
  const flush = async () => {
    await opened;
    destination.flushSync();
  };
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
    flush,
    dispose: flush,
  };
}
