import fc from "fast-check";
import { expect, test } from "vitest";
import { fitted } from "../../src/profiles/fitted.ts";
import { indexed } from "./read-openinference.ts";

const attributes = (count: number, name = "a") =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}.${index}`, index]));
const items = (count: number, width = 2) =>
  Array.from({ length: count }, (_, index) =>
    Object.fromEntries(Array.from({ length: width }, (_, part) => [`part${part}`, index])),
  );
const indices = (result: ReturnType<typeof fitted>, name: string) => indexed(result, name).map(({ part0 }) => part0);

test("what fits stays whole", () => {
  const result = fitted({ x: 1 }, [{ name: "list", items: [{ a: 1, "b.c": 2 }, { a: 3 }] }]);

  expect(result).toEqual({ x: 1, "list.0.a": 1, "list.0.b.c": 2, "list.1.a": 3 });
});

test("an item without anything leaves no hole", () => {
  const result = fitted({}, [{ name: "list", items: [{}, { a: 1 }] }]);

  expect(result).toEqual({ "list.0.a": 1 });
});

test("a list that is there already stays as it is", () => {
  const result = fitted({ "list.0.a": 1, "other.0.a": 2 }, [{ name: "list", items: [{ a: 3 }, { a: 4 }] }]);

  expect(result).toEqual({ "list.0.a": 1, "other.0.a": 2 });
});

test("126 attributes fit", () => {
  const result = fitted(attributes(26), [{ name: "list", items: items(50) }]);

  expect(Object.keys(result)).toHaveLength(126);
  expect(result["heddle.left_out"]).toBeUndefined();
});

test("a list that is too long loses its last items, and the span says how many", () => {
  const result = fitted(attributes(25), [{ name: "list", items: items(80) }]);

  expect(indices(result, "list")).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(result["heddle.left_out"]).toEqual(["list: 30 of 80"]);
  expect(Object.keys(result)).toHaveLength(126);
});

test("a chat keeps its beginning and more of its end", () => {
  const result = fitted(attributes(109), [{ name: "chat", items: items(20), cut: "middle" }]);

  expect(indices(result, "chat")).toEqual([0, 1, 14, 15, 16, 17, 18, 19]);
  expect(result["heddle.left_out"]).toEqual(["chat: 12 of 20"]);
});

test("a short list is not cut for a long one's sake", () => {
  const result = fitted(attributes(65), [
    { name: "long", items: items(100) },
    { name: "short", items: items(5) },
    { name: "longer", items: items(200) },
  ]);

  expect(["long", "short", "longer"].map((name) => indices(result, name).length)).toEqual([12, 5, 13]);
  expect(result["heddle.left_out"]).toEqual(["long: 88 of 100", "longer: 187 of 200"]);
});

test("items stay whole: one that is too large goes, with what comes after it", () => {
  const result = fitted(attributes(115), [{ name: "list", items: [...items(1), ...items(1, 20), ...items(1)] }]);

  expect(indices(result, "list")).toEqual([0]);
  expect(result["heddle.left_out"]).toEqual(["list: 2 of 3"]);
});

test("of too many attributes those stay that tell what the span is, and content goes first", () => {
  const given = {
    "input.value": "x",
    ...attributes(130),
    "gen_ai.request.model": "gpt-5",
    "heddle.dropped_attributes": 7,
  };

  const result = fitted(given, [{ name: "list", items: items(3) }]);

  expect(result).toEqual({
    "gen_ai.request.model": "gpt-5",
    ...attributes(123),
    "heddle.left_out": ["list: 3 of 3"],
    "heddle.dropped_attributes": 15,
  });
});

test("no more than 126 attributes come out, and lists have no holes", () => {
  const list = fc.array(
    fc.integer({ min: 1, max: 30 }).map((width) => items(1, width)[0] ?? {}),
    { maxLength: 60 },
  );
  const cut = fc.constantFrom("last" as const, "middle" as const);

  fc.assert(
    fc.property(fc.nat(150), fc.array(fc.tuple(list, cut), { maxLength: 5 }), (count, given) => {
      const lists = given.map(([inside, end], index) => ({ name: `list${index}`, items: inside, cut: end }));

      const result = fitted(attributes(count), lists);

      expect(Object.keys(result).length).toBeLessThanOrEqual(126);
      const kept = lists.map(({ name }) => indexed(result, name).length);
      expect(result["heddle.left_out"] ?? []).toEqual(
        lists.flatMap(({ name, items: all }, index) => {
          const left = all.length - (kept[index] ?? 0);
          return left === 0 ? [] : [`${name}: ${left} of ${all.length}`];
        }),
      );
    }),
  );
});
