/** How the value of a prompt's variable is written. */

/**
 * A text as it is, a number or a boolean as text, an object as JSON; what is a text in JSON, as a Date is, as that text.
 * `undefined` for what would leave a hole in the prompt: nothing at all, NaN, a function, a promise, a Map.
 */
export function variableText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Number.isFinite(value) ? String(value) : undefined;
    case "boolean":
    case "bigint":
      return String(value);
    case "object":
      return value === null ? undefined : jsonOf(value);
    default:
      return undefined;
  }
}

function jsonOf(value: object): string | undefined {
  try {
    const json: string | undefined = JSON.stringify(value);
    if (json === "{}" && !isPlain(value)) return undefined;
    return json?.startsWith('"') ? JSON.parse(json) : json;
  } catch {
    // A cycle, a big integer, a getter that throws: JSON has no word for it.
    return undefined;
  }
}

/** Anything else that is `{}` in JSON keeps what it holds to itself. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
