/** The span of work that nobody records. */
import type { ManualSpan } from "./start-span.ts";

/** Its ids are empty: it is nobody's parent and no link's target. */
export const noSpan: ManualSpan = Object.freeze({
  name: "",
  traceId: "",
  spanId: "",
  parentSpanId: undefined,
  traceparent: undefined,
  set() {},
  event() {},
  link() {},
  fail() {},
  end() {},
  run: <T>(work: () => T): T => work(),
  [Symbol.dispose]() {},
});
