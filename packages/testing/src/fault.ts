/** A way for a member of a telemetry to be broken: data that any test can go through. */
import type { Member, SinkOperation } from "@heddle/core";

/** One way to be broken, and what a telemetry has to make of it. */
export interface Fault {
  /** "a sink whose flush() hangs". */
  readonly name: string;
  /** What `onSinkError` is told of, once each, in any order. */
  readonly told: readonly SinkOperation[];
  /** What becomes of the records at the broken member. */
  readonly spans: Fate;
  readonly metrics: Fate;
  /** Absent where it is not told of starts. */
  readonly starts?: Fate;
  /** Makes a member that has the fault. `health()` calls it `Faulty`. */
  make(): FaultyMember;
}

/** What becomes of a record. */
export type Fate = "written" | "failed" | "pending";

/** A member with a fault, for one test. */
export interface FaultyMember {
  readonly member: Member;
  /** Ends all that hangs. */
  release(): void;
}

/** What a faulty member throws and rejects with. */
export class InjectedFault extends Error {
  override readonly name = "InjectedFault";
}

/** What is not as usual: by default nothing is told, and all is written. */
export type Consequences = Partial<Pick<Fault, "told" | "spans" | "metrics" | "starts">>;

/** What hangs, hangs on `held`. */
export function defineFault(name: string, consequences: Consequences, member: (held: Promise<void>) => Member): Fault {
  return {
    name,
    told: [],
    spans: "written",
    metrics: "written",
    ...consequences,
    make() {
      const { promise, resolve } = Promise.withResolvers<void>();
      return { member: member(promise), release: resolve };
    },
  };
}

/** What any method can do in the place of its duty. */
export type Misbehaviour = "throws" | "rejects" | "hangs" | "does nothing";

/** `member` is given what its faulty method has to do, and to give back. */
export function defineMisbehaviour(
  method: string,
  misbehaviour: Misbehaviour,
  consequences: Consequences,
  member: (misbehave: () => unknown) => Member,
): Fault {
  return defineFault(`${method} ${misbehaviour}`, consequences, (held) =>
    member(() => {
      if (misbehaviour === "throws") throw new InjectedFault("thrown");
      if (misbehaviour === "rejects") return Promise.reject(new InjectedFault("rejected"));
      return misbehaviour === "hangs" ? held : undefined;
    }),
  );
}

/** A method that takes `what` in all its misbehaviours. What hangs is told when a flush has waited long enough. */
export function faultsOfTaking(
  what: "spans" | "metrics" | "starts",
  operation: SinkOperation,
  method: string,
  member: (misbehave: () => unknown) => Member,
): readonly Fault[] {
  const usual = what === "starts" ? ({ starts: "written" } as const) : {};
  return [
    defineMisbehaviour(method, "throws", { told: [operation], [what]: "failed" }, member),
    defineMisbehaviour(method, "rejects", { told: [operation], [what]: "failed" }, member),
    defineMisbehaviour(method, "hangs", { told: ["flush"], [what]: "pending" }, member),
    defineMisbehaviour(method, "does nothing", usual, member),
  ];
}
