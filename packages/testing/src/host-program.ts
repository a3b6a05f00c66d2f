/** A program that uses everything a telemetry has, and tells what it noticed of it. */
import { setImmediate as turn } from "node:timers/promises";
import { type Span, startSpan, type Telemetry } from "@heddle/core";

/** What the program throws, on purpose. */
export class HostError extends Error {
  override readonly name = "HostError";
}

/** One line for each thing it does: the same with every telemetry that keeps out of the program's business. */
export async function hostProgram(telemetry: Telemetry): Promise<readonly string[]> {
  const steps: Step[] = [];
  const run = (name: string, work: (span: Span) => unknown, trace = telemetry.trace.bind(telemetry)) => {
    const step = new Step(name, work);
    steps.push(step);
    return step.run((counted) => trace(name, { step: name }, counted));
  };
  await run("returns", (span) => {
    useSpan(span);
    telemetry.emitMetric("inside_ms", 5, { tool: "add" });
    return result;
  });
  await run("throws", raise);
  await run("resolves", async () => {
    await turn();
    telemetry.trace("child", {}, () => {});
    return result;
  });
  await run("rejects", async () => raise());
  await run("gives a subclass of Promise", () => Request.resolve(result));
  await run("handles a failure", (span) => {
    span.fail(error);
    return result;
  });
  await run("ends by hand", () => result, byHand(telemetry));
  await run("fails by hand", raise, byHand(telemetry));
  telemetry.emitMetric("outside", 1);
  for (let turns = 0; turns < 3; turns++) await turn();
  return steps.map((step) => step.toString());
}

const result = {};
const error = new HostError("the program's own");

class Request<T> extends Promise<T> {}

/** A piece of work: how often it was called, and what came of it. */
class Step {
  readonly #name: string;
  readonly #work: (span: Span) => unknown;
  #calls = 0;
  #callsAtOnce = 0;
  #outcome = "nothing";

  constructor(name: string, work: (span: Span) => unknown) {
    this.#name = name;
    this.#work = work;
  }

  async run(trace: (work: (span: Span) => unknown) => unknown): Promise<void> {
    try {
      const returned = this.#trace(trace);
      const how = returned === result ? "at once" : "by a promise";
      this.#outcome = (await returned) === result ? `its result ${how}` : `${String(await returned)} for its result`;
    } catch (caught) {
      this.#outcome = caught === error ? "its error" : `${String(caught)} for its error`;
    }
  }

  #trace(trace: (work: (span: Span) => unknown) => unknown): unknown {
    try {
      return trace((span) => {
        this.#calls++;
        return this.#work(span);
      });
    } finally {
      this.#callsAtOnce = this.#calls;
    }
  }

  toString(): string {
    return `${this.#name}: called ${this.#callsAtOnce} times before trace() was over, ${this.#calls} in all; ${this.#outcome}`;
  }
}

function raise(): never {
  throw error;
}

function useSpan(span: Span): void {
  span.set({ late: true });
  span.event("event", { index: 1 });
  span.link(span, "caused_by", { why: "test" });
}

/** Like `trace`, by `startSpan`. */
function byHand(telemetry: Telemetry): Telemetry["trace"] {
  return (name, attributes, work) => {
    const span = startSpan(telemetry, name, attributes);
    try {
      return span.run(() => work(span));
    } catch (thrown) {
      span.fail(thrown);
      throw thrown;
    } finally {
      span.end();
    }
  };
}
