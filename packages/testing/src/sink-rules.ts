/** The contract of a sink. */
import type { Rule } from "./rule.ts";
import { sinkAccountRules } from "./sink-account-rules.ts";
import { sinkArrivalRules } from "./sink-arrival-rules.ts";
import { sinkDisposeRules } from "./sink-dispose-rules.ts";
import { sinkFlushRules } from "./sink-flush-rules.ts";
import { sinkLifetimeRule } from "./sink-lifetime-rule.ts";
import type { MakeSink } from "./sink-subject.ts";
import { sinkValueRules } from "./sink-value-rules.ts";

/** Every sentence of the comment on `Sink`, as a rule. `rule.check(() => ({ sink, written }))`. */
export const sinkRules: readonly Rule<MakeSink>[] = [
  ...sinkArrivalRules,
  ...sinkValueRules,
  ...sinkFlushRules,
  ...sinkDisposeRules,
  sinkLifetimeRule,
  ...sinkAccountRules,
];
