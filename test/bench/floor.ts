/** A number that must be reached, and what it is made of. */
import type { Configuration } from "./configuration.ts";
import type { Result } from "./result.ts";

export interface Floor {
  /** For `--only`. */
  readonly name: string;
  /** What the number is. */
  readonly measured: string;
  readonly unit: "×" | "MB" | "kB" | "spans";
  /** Without either, the number is only told. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Measured once, for it does not depend on the machine's mood: no margin for noise either. */
  readonly exact?: boolean;
  readonly needs: readonly Configuration[];
  /** The number, of one round's results in the order of `needs`. */
  readonly value: (...results: Result[]) => number;
}
