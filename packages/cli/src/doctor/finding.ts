/** What the doctor finds. */

/** One thing that was looked at. */
export interface Finding {
  /** `fail`: it does not work. `warn`: it works, and probably not as it was meant. */
  readonly level: "ok" | "warn" | "fail";
  /** What was looked at, in a word. */
  readonly about: string;
  readonly says: string;
  /** What to do; absent where all is well. */
  readonly fix?: string;
}
