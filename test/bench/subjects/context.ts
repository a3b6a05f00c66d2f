/** The work in an AsyncLocalStorage, and nothing else: the part of a span's cost that is Node's. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Subject } from "../subject.ts";

export function makeSubject(): Subject {
  const storage = new AsyncLocalStorage<object>();
  return {
    trace: (_name, _attributes, work) => storage.run({}, work),
    flush: async () => {},
    clear() {},
    dispose() {},
  };
}
