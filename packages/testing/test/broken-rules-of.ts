/** Which rules a subject breaks. */
import { BrokenRule, NotChecked, type Rule } from "@heddle/testing";

/** The names of the rules that fail; those that cannot be checked are left out. Any other error comes through. */
export async function brokenRulesOf<Make>(rules: readonly Rule<Make>[], make: Make): Promise<string[]> {
  const broken: string[] = [];
  for (const rule of rules) {
    try {
      await rule.check(make);
    } catch (error) {
      if (error instanceof BrokenRule) broken.push(rule.name);
      else if (!(error instanceof NotChecked)) throw error;
    }
  }
  return broken;
}
