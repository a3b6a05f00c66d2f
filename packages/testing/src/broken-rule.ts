/** What a rule throws when its subject breaks it. */

/** The message says the rule, what was expected and what came. */
export class BrokenRule extends Error {
  override readonly name = "BrokenRule";
}
