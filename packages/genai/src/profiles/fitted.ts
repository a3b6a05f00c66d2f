/** Keeps a span within the attributes that backends take. */
import type { JsonObject } from "@heddle/core";
import { attributeRank } from "@heddle/core/bridge";

/** SDKs and backends keep 128 attributes of a span; two are for what sinks add: `error.type` and `heddle.status`. */
const ROOM = 126;

/** Counts, as `limit` does. */
const DROPPED = "heddle.dropped_attributes";

/** Attributes by index: `llm.input_messages.0.message.role`, … */
export interface AttributeList {
  /** What stands before the index. */
  readonly name: string;
  /** The items, each with what stands after the index. */
  readonly items: readonly JsonObject[];
  /** Where items have to go, which ones: the last, or those in the middle, as in a chat. The last unless given. */
  readonly cut?: "last" | "middle";
}

/**
 * `attributes` and the lists that they do not have yet, 126 attributes at most. Lists give way first, whole items at a
 * time, the long before the short: `heddle.left_out` says how many. Of too many attributes those stay that backends tell
 * spans apart by, content goes first, and `heddle.dropped_attributes` counts.
 */
export function fitted(attributes: JsonObject, given: readonly AttributeList[] = []): JsonObject {
  const keys = Object.keys(attributes);
  const lists = given
    .filter(({ name }) => !hasList(attributes, name))
    .map((list) => ({ ...list, items: list.items.filter((item) => Object.keys(item).length > 0) }));
  const needed = lists.reduce((sum, { items }) => sum + sizeOf(items), 0);
  if (keys.length + needed <= ROOM) return { ...attributes, ...flattened(lists) };
  if (keys.length > ROOM - 1) return mostImportant(attributes, lists);
  const cut = shared(lists, ROOM - 1 - keys.length);
  return { ...attributes, ...flattened(cut), ...leftOut(lists, cut) };
}

/** Whether the list, or a part of it, is among the attributes. */
export function hasList(attributes: JsonObject, name: string): boolean {
  return Object.keys(attributes).some((key) => key.startsWith(`${name}.`));
}

function mostImportant(attributes: JsonObject, lists: readonly AttributeList[]): JsonObject {
  const notes = leftOut(lists, []);
  const { [DROPPED]: before, ...others } = attributes;
  const entries = Object.entries(others);
  const room = ROOM - 1 - Object.keys(notes).length;
  const kept = entries.toSorted(([a], [b]) => attributeRank(a) - attributeRank(b)).slice(0, room);
  const dropped = entries.length - kept.length + (typeof before === "number" ? before : 0);
  return { ...Object.fromEntries(kept), ...notes, [DROPPED]: dropped };
}

/** Each list gets an equal share of the room; what a short one does not need is for the others. */
function shared(lists: readonly AttributeList[], room: number): readonly AttributeList[] {
  let left = room;
  let waiting = lists.length;
  return lists
    .toSorted((a, b) => sizeOf(a.items) - sizeOf(b.items))
    .map((list) => {
      const items = cutItems(list, Math.floor(left / waiting--));
      left -= sizeOf(items);
      return { ...list, items };
    });
}

/** A chat keeps its beginning, in a quarter of the room, and as much of its end as fits. */
function cutItems({ items, cut = "last" }: AttributeList, room: number): readonly JsonObject[] {
  if (sizeOf(items) <= room) return items;
  const head = fitting(items, cut === "middle" ? Math.floor(room / 4) : room);
  if (cut === "last") return head;
  const tail = fitting(items.slice(head.length).reverse(), room - sizeOf(head));
  return [...head, ...tail.toReversed()];
}

/** The first of `items`, which do not all fit. */
function fitting(items: readonly JsonObject[], room: number): readonly JsonObject[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= Object.keys(item).length;
    return left < 0;
  });
  return items.slice(0, end);
}

function flattened(lists: readonly AttributeList[]): JsonObject {
  return Object.fromEntries(
    lists.flatMap(({ name, items }) =>
      items.flatMap((item, index) => Object.entries(item).map(([key, value]) => [`${name}.${index}.${key}`, value])),
    ),
  );
}

function leftOut(lists: readonly AttributeList[], kept: readonly AttributeList[]): JsonObject {
  const notes = lists.flatMap(({ name, items }) => {
    const left = items.length - (kept.find((list) => list.name === name)?.items.length ?? 0);
    return left === 0 ? [] : [`${name}: ${left} of ${items.length}`];
  });
  return notes.length === 0 ? {} : { "heddle.left_out": notes };
}

function sizeOf(items: readonly JsonObject[]): number {
  return items.reduce((sum, item) => sum + Object.keys(item).length, 0);
}
