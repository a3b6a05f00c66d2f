/** What a rule throws when the subject does not show what the rule looks at. */

/** Neither kept nor broken: never silently passed. */
export class NotChecked extends Error {
  override readonly name = "NotChecked";
}
