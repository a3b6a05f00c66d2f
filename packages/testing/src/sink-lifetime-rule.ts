/** The rule that a program with a sink ends when it is done. */
import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { expectEqual } from "./expect.ts";
import { defineRule, type MakeSubject, type Rule, type Subject } from "./rule.ts";
import { SinkBench } from "./sink-bench.ts";
import type { MakeSink, SinkSubject } from "./sink-subject.ts";
import { PATIENCE_MS } from "./within.ts";

/** What is not made here, but when the rule is checked: what the sink's constructor starts has to be seen. */
interface Unmade extends Subject {
  readonly make: MakeSubject<SinkSubject>;
}

const rule = defineRule<Unmade>({
  name: "its timers do not keep the process alive, and once it is disposed nothing does",
  why: "A program that is done must end, also one that forgot to dispose.",
  async check({ make }) {
    const resources = new Resources();
    try {
      await resources.watch(() => useAndGiveUp(make, resources));
    } finally {
      resources.unwatch();
    }
  },
});

export const sinkLifetimeRule: Rule<MakeSink> = { ...rule, check: (make, test) => rule.check(() => ({ make }), test) };

async function useAndGiveUp(make: MakeSink, resources: Resources): Promise<void> {
  const subject = await make();
  try {
    const bench = new SinkBench(subject);
    bench.give(...bench.numbered(10));
    await bench.flush();
    const timers = await resources.left(subject, (type) => type === "Timeout");
    expectEqual("the list of timers that are left without unref() after a flush", timers, []);
    await bench.dispose();
  } finally {
    await subject.close?.();
  }
  expectEqual("the list of what keeps the process alive", await resources.left(subject, () => true), []);
}

interface Resource {
  readonly type: string;
  /** Timers, sockets, servers, workers have `hasRef`: what may keep a process alive for long. */
  readonly handle: { hasRef?(): boolean };
}

/** The resources that a piece of work, and what it started, made and have not closed. A runner's own are not among them. */
class Resources {
  readonly #within = new AsyncLocalStorage<true>();
  readonly #open = new Map<number, Resource>();
  readonly #hook = createHook({
    init: (id, type, _trigger, handle) => {
      if (this.#within.getStore()) this.#open.set(id, { type, handle });
    },
    destroy: (id) => void this.#open.delete(id),
  });

  watch<T>(work: () => T): T {
    this.#hook.enable();
    return this.#within.run(true, work);
  }

  unwatch(): void {
    this.#hook.disable();
  }

  /** The types of those that keep the process alive, once they have had time to go away. */
  async left({ patienceMs = PATIENCE_MS }: SinkSubject, counts: (type: string) => boolean): Promise<string[]> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const alive = [...this.#open.values()].filter(({ type, handle }) => counts(type) && handle.hasRef?.());
      if (alive.length === 0 || performance.now() > deadline) return alive.map(({ type }) => type);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
