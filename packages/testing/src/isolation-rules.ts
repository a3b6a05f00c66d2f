/** The contract of a telemetry over several members: none of them can harm the program or another member. */
import {
  InMemoryTelemetry,
  type Member,
  type MetricRecord,
  type RecorderOptions,
  type Sink,
  type SinkFailure,
  type SpanRecord,
  type Telemetry,
} from "@heddle/core";
import { BrokenRule } from "./broken-rule.ts";
import { expectEqual, expectTrue } from "./expect.ts";
import { type Fate, type Fault, InjectedFault } from "./fault.ts";
import { faults } from "./faults.ts";
import { HostError, hostProgram } from "./host-program.ts";
import { defineRule, type Rule, type Subject } from "./rule.ts";
import { strayErrors } from "./stray-errors.ts";
import type { TelemetryLife } from "./telemetry-subject.ts";
import { PATIENCE_MS, within } from "./within.ts";

/** Makes the telemetry over `members`, that tells failures to the `onSinkError` of `options`. */
export type MakeFanOut = (members: readonly Member[], options: RecorderOptions) => Telemetry & TelemetryLife;

/** One for each of `faults`. `rule.check((members, options) => new MultiTelemetry(members, options))`. */
export const isolationRules: readonly Rule<MakeFanOut>[] = faults.map(isolationRule);

function isolationRule(fault: Fault): Rule<MakeFanOut> {
  const rule = defineRule<Unmade>({
    name: `isolates ${fault.name}`,
    why: "Telemetry never breaks the program it watches, and one member never breaks another.",
    async check({ make }) {
      await checkIsolation(fault, (faulty, healthy, options) => make([faulty, healthy], options));
      await checkIsolation(fault, (faulty, healthy, options) => make([healthy, faulty], options));
    },
  });
  return { ...rule, check: (make, test) => rule.check(() => ({ make }), test) };
}

interface Unmade extends Subject {
  readonly make: MakeFanOut;
}

type MakePair = (faulty: Member, healthy: Member, options: RecorderOptions) => Telemetry & TelemetryLife;

async function checkIsolation(fault: Fault, make: MakePair): Promise<void> {
  const { member, release } = fault.make();
  const healthy = new HealthySink();
  const failures: SinkFailure[] = [];
  const telemetry = make(member, healthy, { onSinkError: (failure) => failures.push(failure) });
  const reference = new InMemoryTelemetry();
  const isOurs = (error: unknown) => error instanceof InjectedFault || error instanceof HostError;
  const strays = await strayErrors(isOurs, async () => {
    for (let run = 0; run < 2; run++) {
      expectEqual("what the program noticed", await hostProgram(telemetry), await hostProgram(reference));
    }
    await within(PATIENCE_MS, "flush() with a time limit", telemetry.flush({ timeoutMs: 20 }));
  });
  expectEqual("the list of errors that went astray", strays, []);
  expectSameRecords(healthy, reference);
  expectAccounts(fault, telemetry, reference);
  await expectDisposal(telemetry, healthy, release);
  // Others, that `make` puts beside the two, may take longer than the time limit.
  const told = failures.filter(({ sink }) => sink === "Faulty" || sink === healthy.name);
  expectEqual(
    "the list of failures that were told",
    told.map(({ sink, operation }) => `${sink}: ${operation}`).sort(),
    fault.told.map((operation) => `Faulty: ${operation}`).sort(),
  );
}

/** What stands beside the faulty member. */
class HealthySink implements Sink {
  readonly name = "Healthy";
  readonly spans: SpanRecord[] = [];
  readonly metrics: MetricRecord[] = [];
  isDisposed = false;
  #flushes = 0;

  get isFlushed(): boolean {
    return this.#flushes > 0;
  }

  write(record: SpanRecord | MetricRecord): void {
    if (record.kind === "span") this.spans.push(record);
    else this.metrics.push(record);
  }

  async flush(): Promise<void> {
    this.#flushes++;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isDisposed = true;
  }
}

function expectSameRecords(healthy: HealthySink, reference: InMemoryTelemetry): void {
  const expected = storyOf(reference.spans(), reference.metrics());
  expectEqual("what the healthy member recorded", storyOf(healthy.spans, healthy.metrics), expected);
}

/** What records say that does not change from run to run, in an order of its own. */
function storyOf(spans: readonly SpanRecord[], metrics: readonly MetricRecord[]): string[] {
  const nameOf = (id: string | undefined) => spans.find(({ spanId }) => spanId === id)?.name;
  const spanStories = spans.map(({ name, status, attributes, exception, parentSpanId, events = [], links = [] }) => {
    const told = events.map((event) => [event.name, event.attributes]);
    const linked = links.map((link) => [link.kind, nameOf(link.spanId), link.attributes]);
    return { name, status, attributes, exception, parent: nameOf(parentSpanId), told, linked };
  });
  const metricStories = metrics.map(({ name, value, unit, instrumentKind, attributes, spanId }) => {
    return { name, value, unit, instrumentKind, attributes, span: nameOf(spanId) };
  });
  return [...spanStories, ...metricStories].map((story) => JSON.stringify(story)).sort();
}

function expectAccounts(fault: Fault, telemetry: TelemetryLife, reference: InMemoryTelemetry): void {
  const counts = telemetry.health().sinks.findLast(({ sink }) => sink === "Faulty");
  if (counts === undefined) throw new BrokenRule("the accounts of the faulty member are not in health()");
  const { taken, written, dropped, failed, pending, starts } = counts;
  const [spans, metrics] = [reference.spans().length, reference.metrics().length];
  const countOf = (fate: Fate) => (fault.spans === fate ? spans : 0) + (fault.metrics === fate ? metrics : 0);
  const expected = { written: countOf("written"), dropped: 0, failed: countOf("failed"), pending: countOf("pending") };
  const came = { taken, written, dropped, failed, pending };
  expectEqual("the accounts of the faulty member", came, { taken: spans + metrics, ...expected });
  if (fault.starts !== undefined) {
    expectEqual(`the number of starts that are ${fault.starts}`, starts[fault.starts], spans);
  }
}

/** A member that hangs keeps only itself. */
async function expectDisposal(telemetry: TelemetryLife, healthy: HealthySink, release: () => void): Promise<void> {
  const disposed = Promise.resolve(telemetry[Symbol.asyncDispose]());
  // Nobody waits for it before the turns are over.
  disposed.catch(() => {});
  for (let turns = 0; turns < 3; turns++) await new Promise<void>((resolve) => setImmediate(resolve));
  expectTrue(healthy.isFlushed, "the healthy member is flushed");
  expectTrue(healthy.isDisposed, "the healthy member is disposed of");
  release();
  await within(PATIENCE_MS, "[Symbol.asyncDispose]()", disposed);
}
