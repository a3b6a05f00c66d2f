/** Says which span it is, in a few words. */
import { nameText } from "@heddle/core/bridge";
import { type TraceSpan, toolNameOf } from "@heddle/reader";

/** `[tool] loom.tool search`: its type, its name, and its tool if that is called otherwise. */
export function spanLabel({ record, type }: TraceSpan): string {
  const tool = type === "tool" ? toolNameOf(record) : record.name;
  return [
    ...(type === undefined ? [] : [`[${nameText(type)}]`]),
    nameText(record.name),
    ...(tool === record.name ? [] : [nameText(tool)]),
  ].join(" ");
}
