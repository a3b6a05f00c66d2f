/** Reads nodetracer's JSON into records. */
import type { JsonObject, JsonValue, SpanEvent, SpanLink, SpanRecord, SpanStart } from "@heddle/core";
import { jsonAttributes, linkKinds, parseTimestamp } from "@heddle/core/bridge";
import { ending, FormatError, hexId, type Imported } from "./imported.ts";
import { isObject, objectsIn, textAt } from "./json-objects.ts";

const types: Readonly<Record<string, string>> = { llm_call: "llm", tool_call: "tool", trace: "chain" };
const statuses: Readonly<Record<string, SpanRecord["status"]>> = {
  completed: "ok",
  failed: "error",
  cancelled: "cancelled",
};

/**
 * `value`: what `trace_to_json` of nodetracer 0.1 to 0.4 writes, parsed. Each node becomes a span, its annotations events, and
 * its edges links, which go from the newer node to the older one, whichever way they were drawn; that a parent caused its child
 * goes without saying. A node that was still running was interrupted. The metadata of the trace are those of its root.
 *
 * Throws a FormatError for what is no trace of nodetracer.
 */
export function fromNodetracer(value: unknown): Imported {
  if (!isObject(value) || typeof value.trace_id !== "string" || !isObject(value.nodes)) {
    throw new FormatError('this is no trace of nodetracer; give an object with "trace_id" and "nodes"');
  }
  const problems: string[] = [];
  const version = textAt(value, "schema_version");
  if (!/^0\.1(\.|$)/.test(version)) problems.push(`schema_version is ${JSON.stringify(version)}; what is known is 0.1`);
  const nodes = new Map<string, Node>();
  for (const [id, node] of Object.entries(value.nodes)) {
    const startedAt = isObject(node) ? parseTimestamp(textAt(node, "start_time")) : undefined;
    if (!isObject(node) || startedAt === undefined)
      problems.push(`node ${JSON.stringify(id)}: it has no start_time, so it is left out`);
    else nodes.set(id, { id, node, startedAt });
  }
  const links = linksOf(value, nodes, problems);
  const session = textAt(value, "session_id");
  const records = [...nodes.values()].map((each) => toRecord(each, { trace: value, session, links }));
  for (const [index, each] of [...nodes.values()].entries()) {
    const lost = records[index]?.kind === "span" ? [] : endOnly(each, links);
    if (lost.length > 0)
      problems.push(`node ${JSON.stringify(each.id)}: it has not ended, so its ${lost.join(" and ")} are left out`);
  }
  return { records, problems };
}

interface Node {
  readonly id: string;
  readonly node: JsonObject;
  readonly startedAt: number;
}

interface Context {
  readonly trace: JsonObject;
  readonly session: string;
  readonly links: ReadonlyMap<string, readonly SpanLink[]>;
}

/** By the id of the newer node. */
function linksOf(trace: JsonObject, nodes: ReadonlyMap<string, Node>, problems: string[]): Map<string, SpanLink[]> {
  const links = new Map<string, SpanLink[]>();
  for (const [index, edge] of objectsIn(trace.edges).entries()) {
    const [source, target] = [nodes.get(textAt(edge, "source_id")), nodes.get(textAt(edge, "target_id"))];
    const kind = linkKinds.find((each) => each === edge.edge_type);
    if (source === undefined || target === undefined || kind === undefined) {
      problems.push(`edge ${index + 1}: its nodes or its edge_type are not known, so it is left out`);
      continue;
    }
    if (kind === "caused_by" && (target.node.parent_id === source.id || source.node.parent_id === target.id)) continue;
    const [newer, older] = isOlder(source, target) ? [target, source] : [source, target];
    const attributes = { ...(edge.label ? { label: edge.label } : {}), ...(isObject(edge.metadata) && edge.metadata) };
    const link = { kind, traceId: hexId(textAt(trace, "trace_id"), 32), spanId: hexId(older.id, 16) };
    const known = links.get(newer.id) ?? [];
    known.push(Object.keys(attributes).length > 0 ? { ...link, attributes: jsonAttributes(attributes) } : link);
    links.set(newer.id, known);
  }
  return links;
}

/** What a span has only when it ends. */
function endOnly({ id, node }: Node, links: Context["links"]): string[] {
  return [...(notesOf(node).length > 0 ? ["annotations"] : []), ...(links.has(id) ? ["edges"] : [])];
}

function notesOf({ annotations }: JsonObject): readonly JsonValue[] {
  return Array.isArray(annotations) ? annotations : [];
}

function isOlder(a: Node, b: Node): boolean {
  const [first, second] = [Number(a.node.sequence_number), Number(b.node.sequence_number)];
  return a.startedAt === b.startedAt ? first < second : a.startedAt < b.startedAt;
}

function toRecord({ id, node, startedAt }: Node, { trace, session, links }: Context): SpanRecord | SpanStart {
  const parent = textAt(node, "parent_id");
  const head = {
    name: textAt(node, "name"),
    traceId: hexId(textAt(trace, "trace_id"), 32),
    spanId: hexId(id, 16),
    ...(parent !== "" && { parentSpanId: hexId(parent, 16) }),
    startedAt,
    attributes: attributesOf(node, { session, ofTrace: parent === "" ? trace.metadata : undefined }),
  };
  const endedAt = parseTimestamp(textAt(node, "end_time"));
  const status = statuses[textAt(node, "status")];
  if (endedAt === undefined || status === undefined) return { kind: "span_start", ...head };
  const events = notesOf(node).map(
    (message): SpanEvent => ({ name: "heddle.annotation", time: startedAt, attributes: { message } }),
  );
  const spanLinks = links.get(id) ?? [];
  return {
    kind: "span",
    ...head,
    ...ending(startedAt, endedAt),
    status,
    ...(status !== "ok" && failureOf(node)),
    ...(events.length > 0 && { events }),
    ...(spanLinks.length > 0 && { links: spanLinks }),
  };
}

function attributesOf(
  node: JsonObject,
  { session, ofTrace }: { readonly session: string; readonly ofTrace: JsonValue | undefined },
): JsonObject {
  const type = textAt(node, "node_type");
  const filled = (key: string, value: unknown) =>
    isObject(value) && Object.keys(value).length > 0 ? { [key]: value } : {};
  return jsonAttributes({
    ...(type !== "" && { "heddle.span.type": types[type] ?? type }),
    ...filled("input.value", node.input_data),
    ...filled("output.value", node.output_data),
    ...filled("metadata", { ...(isObject(ofTrace) && ofTrace), ...(isObject(node.metadata) && node.metadata) }),
    ...(session !== "" && { "session.id": session }),
  });
}

function failureOf(node: JsonObject): Pick<SpanRecord, "exception" | "error"> {
  const [type, message, stack] = [textAt(node, "error_type"), textAt(node, "error"), textAt(node, "error_traceback")];
  if (type === "" && message === "") return {};
  const error = { type: type || "Error", message, ...(stack !== "" && { stack }) };
  return { exception: `${error.type}: ${message}`, error };
}
