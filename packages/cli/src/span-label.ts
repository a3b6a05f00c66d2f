/** Says which span it is, in a few words. */
import { nameText } from "@heddle/core/bridge";
import { modelOf, type TraceSpan, toolNameOf } from "@heddle/reader";

/** `[tool] loom.tool search`: its type, its name, and its tool where the name does not have it. */
export function spanLabel({ record, type }: TraceSpan): string {
  const text = calledText(record.name, type === "tool" ? toolNameOf(record) : undefined);
  return type === undefined ? text : `[${nameText(type)}] ${text}`;
}

/** `loom.tool search`, `loom.model.stream gpt-5`: its name, and its tool or its model where the name does not have it. */
export function callText({ record, type }: TraceSpan): string {
  const model = type === "llm" ? modelOf(record.attributes) : undefined;
  return calledText(record.name, type === "tool" ? toolNameOf(record) : model);
}

/** `loom.tool search` */
export function calledText(name: string, called: string | undefined): string {
  return called === undefined || name.includes(called) ? nameText(name) : `${nameText(name)} ${nameText(called)}`;
}
