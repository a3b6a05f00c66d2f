/** Reads `key=value,key=value`, as OpenTelemetry's environment variables have it. */
import { type Given, wrong } from "./given.ts";

/** Values are percent-encoded. Throws for a part that is no pair; it is not quoted, as it may be a secret. */
export function keyValueList(given: Given<string> | undefined): Record<string, string> {
  const list: Record<string, string> = {};
  if (given === undefined) return list;
  for (const part of given.value.split(",")) {
    if (part.trim() === "") continue;
    const [key = "", ...rest] = part.split("=");
    const value = decoded(rest.join("=").trim());
    if (key.trim() === "" || rest.length === 0 || value === undefined) {
      throw wrong({ name: given.name, value: "…" }, "key=value,key=value with percent-encoded values");
    }
    list[key.trim()] = value;
  }
  return list;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
