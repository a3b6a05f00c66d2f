/** evlog: a wide event for each span, to its file drain. It has no parents. */
import { createLogger, initLogger } from "evlog";
import { createFsDrain } from "evlog/fs";

export function makeSubject({ folder }) {
  return subjectTo(createFsDrain({ dir: folder }));
}

export function subjectTo(drain) {
  initLogger({ env: { service: "bench" }, silent: true, drain });
  // There is nothing to wait for the drain with, but for a pipeline's.
  const flush = async () => drain.flush?.();
  return {
    async trace(name, attributes, work) {
      const log = createLogger({ name, ...attributes });
      try {
        return await work();
      } catch (error) {
        log.error(error);
        throw error;
      } finally {
        log.emit();
      }
    },
    open: (name, attributes) => createLogger({ name, ...attributes }),
    flush,
    dispose: flush,
  };
}
