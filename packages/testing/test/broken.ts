/** Something that breaks a rule: the proof that the rule can fail. */

export interface Broken<Make> {
  /** What is wrong with it. */
  readonly name: string;
  /** The names of the rules it breaks; it keeps all others. */
  readonly breaks: readonly string[];
  readonly make: Make;
}
