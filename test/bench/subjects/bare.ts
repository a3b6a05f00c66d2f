/** The bare call: the work without telemetry. */
import type { Subject } from "../subject.ts";

export function makeSubject(): Subject {
  return { trace: (_name, _attributes, work) => work(), flush: async () => {}, clear() {}, dispose() {} };
}
