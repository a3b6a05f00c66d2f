/** The kinds of links, and how OpenTelemetry, whose links have none, carries them. */
import type { JsonObject, LinkKind, SpanLink } from "./record.ts";

/** All of them. */
export const linkKinds: readonly LinkKind[] = [
  "caused_by",
  "data_flow",
  "branched_from",
  "retry_of",
  "fallback_of",
  "handoff",
];

/** The attribute that says it. */
export const LINK_KIND = "heddle.link.kind";

/** The kind that the attributes of a link name, and the others; `caused_by` unless they name one. */
export function readLinkKind(attributes: JsonObject): Pick<SpanLink, "kind" | "attributes"> {
  const { [LINK_KIND]: told, ...others } = attributes;
  const known = linkKinds.find((kind) => kind === told);
  const rest = known === undefined ? attributes : others;
  return { kind: known ?? "caused_by", ...(Object.keys(rest).length > 0 && { attributes: rest }) };
}
