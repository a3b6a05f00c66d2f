/** What a run may take: a rule object that files, tests and CI share. */

/** Limits of the spans with one name. */
export interface SpanBudget {
  readonly minCount?: number;
  readonly maxCount?: number;
  readonly maxErrors?: number;
  /** Of each of them, in milliseconds. */
  readonly maxDurationMs?: number;
}

/** What one trace may take; what is not named is not limited. Limits are inclusive. */
export interface Budget {
  /** Tokens that models were given, what came from a cache included. */
  readonly maxInputTokens?: number;
  /** Tokens that models gave, reasoning included. */
  readonly maxOutputTokens?: number;
  /** Both together. */
  readonly maxTotalTokens?: number;
  /** US dollars. */
  readonly maxCostUsd?: number;
  /** Calls of models and tools together. */
  readonly maxSteps?: number;
  readonly maxSpans?: number;
  readonly maxLlmCalls?: number;
  readonly maxToolCalls?: number;
  readonly maxRetries?: number;
  /** Spans that failed, also those whose failure was handled. */
  readonly maxErrors?: number;
  /** Spans that have started and not ended. */
  readonly maxInterrupted?: number;
  /** Levels of spans. */
  readonly maxDepth?: number;
  /** Wall time of the trace, in milliseconds. */
  readonly maxDurationMs?: number;
  /** How often a tool may be called with the same arguments: a loop calls it again and again. */
  readonly maxRepeats?: number;
  /** Tools that must be called. */
  readonly requiredTools?: readonly string[];
  /** Tools that must not be called. */
  readonly forbiddenTools?: readonly string[];
  /** By the name of spans. */
  readonly spans?: Readonly<Record<string, SpanBudget>>;
}

const isLimit = (value: unknown) => typeof value === "number" && value >= 0;
const limit = { test: isLimit, expected: "a number of 0 or more" };
const isNameList = (value: unknown) => Array.isArray(value) && value.every((name) => typeof name === "string");
const nameList = { test: isNameList, expected: 'a list of names, such as ["search"]' };
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const spanBudgets = { test: isObject, expected: 'an object of limits by name, such as {"search": {"maxCount": 3}}' };

interface Kind {
  readonly test: (value: unknown) => boolean;
  readonly expected: string;
}

const spanKinds: Readonly<Record<keyof SpanBudget, Kind>> = {
  minCount: limit,
  maxCount: limit,
  maxErrors: limit,
  maxDurationMs: limit,
};

const kinds: Readonly<Record<keyof Budget, Kind>> = {
  maxInputTokens: limit,
  maxOutputTokens: limit,
  maxTotalTokens: limit,
  maxCostUsd: limit,
  maxSteps: limit,
  maxSpans: limit,
  maxLlmCalls: limit,
  maxToolCalls: limit,
  maxRetries: limit,
  maxErrors: limit,
  maxInterrupted: limit,
  maxDepth: limit,
  maxDurationMs: limit,
  maxRepeats: limit,
  requiredTools: nameList,
  forbiddenTools: nameList,
  spans: spanBudgets,
};

/**
 * `value`, as it is in a JSON file, as a budget. A rule that is `undefined` is none.
 *
 * Throws a TypeError that quotes what is wrong: a rule that does not exist, a limit that is no number.
 */
export function readBudget(value: unknown): Budget {
  checkRules(value, kinds, "Budget");
  const budget = value as Budget;
  for (const [name, rules] of Object.entries(budget.spans ?? {})) {
    checkRules(rules, spanKinds, `Budget: spans[${JSON.stringify(name)}]`);
  }
  return budget;
}

function checkRules(value: unknown, known: Readonly<Record<string, Kind>>, where: string): void {
  if (!isObject(value))
    throw new TypeError(`${where}: ${quoted(value)} is no object; give one such as {"maxErrors": 0}`);
  for (const [rule, given] of Object.entries(value as object)) {
    const kind = Object.hasOwn(known, rule) ? known[rule] : undefined;
    if (kind === undefined) {
      throw new TypeError(`${where}: there is no rule ${quoted(rule)}; there are ${Object.keys(known).join(", ")}`);
    }
    if (given !== undefined && !kind.test(given)) {
      throw new TypeError(`${where}: ${rule} is ${quoted(given)}; give ${kind.expected}`);
    }
  }
}

function quoted(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? typeof value);
}
