/** Which rules a subject breaks. */
import { BrokenRule, NotChecked, type Rule } from "@heddle/testing";

/** They take as long as all the others together: a subject that has nothing to do with them is not asked. */
const heavy = [
  "100,000 records in one tick arrive or are counted",
  "10,000 parallel branches keep each its own parent",
];

/**
 * The names of the rules that fail; those that cannot be checked are left out. Any other error comes through.
 * `suspects`: the heavy rules are checked only when they are among them.
 */
export async function brokenRulesOf<Make>(
  rules: readonly Rule<Make>[],
  make: Make,
  suspects: readonly string[] = heavy,
): Promise<string[]> {
  const broken: string[] = [];
  for (const rule of rules.filter(({ name }) => !heavy.includes(name) || suspects.includes(name))) {
    try {
      await rule.check(make);
    } catch (error) {
      if (error instanceof BrokenRule) broken.push(rule.name);
      else if (!(error instanceof NotChecked)) throw error;
    }
  }
  return broken;
}

/** The same subjects, waited for as long as a busy machine may take. */
export function patient<Subject extends object>(make: () => Subject | PromiseLike<Subject>): () => Promise<Subject> {
  return async () => ({ ...(await make()), patienceMs: 30_000 });
}
