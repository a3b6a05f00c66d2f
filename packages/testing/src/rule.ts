/** A rule of a contract: data that any test runner can run. */
import { BrokenRule } from "./broken-rule.ts";
import { explain } from "./explain.ts";
import { NotChecked } from "./not-checked.ts";

/** `for (const rule of sinkRules) test(rule.name, (t) => rule.check(make, t))`. */
export interface Rule<Make> {
  /** What a good subject does, in a sentence. */
  readonly name: string;
  /** What goes wrong in a program where the rule is broken. */
  readonly why: string;
  /** What the subject must show for the rule to be checked; a subject may leave it out. */
  readonly needs: readonly string[];
  /**
   * Resolves when the rule is kept by a subject that `make` gives. Rejects with a `BrokenRule` when it is not, and with
   * `NotChecked` when the subject does not show what the rule needs; then the test is skipped, where `test` can do that.
   */
  check(make: Make, test?: SkippableTest): Promise<void>;
}

/** The context that node:test, vitest and others hand to a test. */
export interface SkippableTest {
  skip(note?: string): unknown;
}

/** What a rule is checked on. */
export interface Subject {
  /** Gives up what the subject was made with: a server, a folder. Called after each check. */
  close?(): unknown;
}

/** Gives a new subject for each check. */
export type MakeSubject<S extends Subject> = () => S | PromiseLike<S>;

/** A rule as it is written down: `check` is given one new subject. */
export interface RuleText<S extends Subject, Need extends string = keyof S & string> {
  readonly name: string;
  readonly why: string;
  readonly needs?: readonly Need[];
  check(subject: S): void | Promise<void>;
}

/** Makes a rule that says its name when it is broken, skips what cannot be checked, and closes its subject. */
export function defineRule<S extends Subject, Need extends string = keyof S & string>(
  { name, why, needs = [], check }: RuleText<S, Need>,
  shows: (subject: S, need: Need) => boolean = has,
): Rule<MakeSubject<S>> {
  return {
    name,
    why,
    needs,
    async check(make, test) {
      const subject = await make();
      try {
        const missing = needs.filter((need) => !shows(subject, need));
        if (missing.length > 0) throw new NotChecked(`the subject has no ${missing.join("() and no ")}()`);
        await check(subject);
      } catch (error) {
        reject(name, error, test);
      } finally {
        await subject.close?.();
      }
    },
  };
}

function has(subject: object, need: string): boolean {
  return need in subject;
}

function reject(name: string, error: unknown, test: SkippableTest | undefined): void {
  if (error instanceof BrokenRule) throw new BrokenRule(`${name}: ${error.message}`, { cause: error.cause });
  if (!(error instanceof NotChecked)) throw new BrokenRule(`${name}: threw ${explain(error)}`, { cause: error });
  if (test !== undefined) test.skip(`not checked: ${error.message}`);
  else throw new NotChecked(`"${name}" was not checked: ${error.message}; hand check() the test's context to skip it`);
}
