/** Compares one kind of number between Heddle and others, and finds where Heddle is not the best. */
import { isOurs } from "./cost-chapter.ts";

interface Entry {
  readonly name: string;
  /** The lower, the better. */
  readonly value: number;
  /** The number as the page shows it: what reads the same is the same. */
  readonly text: string;
  /** Of what was made, 0 to 1; 1 unless given. */
  readonly arrived?: number;
}

export interface Comparison {
  readonly chapter: string;
  /** What the number is, with its unit. */
  readonly number: string;
  /** Which of several tables it is in, where a chapter has several. */
  readonly where?: string;
  readonly entries: readonly Entry[];
  /** The value that cannot be better: what is above is told, also when nobody else is better. */
  readonly perfect?: number;
  readonly reason: (name: string) => string;
}

export interface Shortcoming {
  readonly chapter: string;
  readonly number: string;
  /** Which of ours; empty where it is in the number. */
  readonly name: string;
  readonly where?: string;
  /** What Heddle's number is, and whose are better. */
  readonly text: string;
  /** Empty where it is not known. */
  readonly reason: string;
}

/** One for each of ours that another is better than. Who has brought less to its end than ours is no match. */
export function shortcomingsOf({ entries, perfect, reason, ...rest }: Comparison): Shortcoming[] {
  const ours = entries.filter(({ name }) => isOurs(name));
  const others = entries.filter(({ name }) => !isOurs(name)).toSorted((a, b) => a.value - b.value);
  return ours.flatMap((own) => {
    const { name, value, text, arrived = 1 } = own;
    const better = others.filter(
      (other) => other.value < value && other.text !== text && (other.arrived ?? 1) >= arrived,
    );
    const isTold = better.length > 0 || (perfect !== undefined && value > perfect);
    if (!isTold) return [];
    const names = better.map((other) => `${other.name} (${other.text})`).join(", ");
    return [{ ...rest, name, text: `${text}; ${names || "nobody is better"}`, reason: reason(name) }];
  });
}
