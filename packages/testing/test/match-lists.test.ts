import fc from "fast-check";
import { expect, test } from "vitest";
import { matchLists } from "../src/match-lists.ts";

/** For each of one list, with which of the other it fits. */
const tables = fc
  .integer({ min: 0, max: 6 })
  .chain((actual) => fc.array(fc.array(fc.boolean(), { minLength: actual, maxLength: actual }), { maxLength: 6 }));

type Table = readonly (readonly boolean[])[];

const pairs = (table: Table, order: "any" | "exact") => {
  const { found } = matchLists(table.length, table[0]?.length ?? 0, order, (e, a) => table[e]?.[a] === true);
  const places = found.flatMap((a, e) => (a === undefined ? [] : [{ a, e }]));
  expect(places.every(({ a, e }) => table[e]?.[a])).toBe(true);
  return places.map(({ a }) => a);
};

test("in any order, as many are paired as can be, each with one of its own", () => {
  const most = (table: Table, e: number, used: readonly number[]): number =>
    e === table.length
      ? 0
      : Math.max(
          most(table, e + 1, used),
          ...(table[e] ?? []).map((fits, a) => (fits && !used.includes(a) ? 1 + most(table, e + 1, [...used, a]) : 0)),
        );

  fc.assert(
    fc.property(tables, (table) => {
      const places = pairs(table, "any");

      expect([places.length, new Set(places).size]).toEqual([most(table, 0, []), places.length]);
    }),
  );
});

test("in order, as many are paired as can be, none before one that came earlier", () => {
  const most = (table: Table, e: number, a: number): number =>
    e === table.length || a === table[e]?.length
      ? 0
      : Math.max(
          most(table, e + 1, a),
          most(table, e, a + 1),
          table[e]?.[a] === true ? 1 + most(table, e + 1, a + 1) : 0,
        );

  fc.assert(
    fc.property(tables, (table) => {
      const places = pairs(table, "exact");

      expect(places).toEqual(places.toSorted((x, y) => x - y));
      expect(places.length).toBe(most(table, 0, 0));
    }),
  );
});

test("a thousand that could all be each other are paired at once", () => {
  let asked = 0;

  const { missing } = matchLists(1000, 2000, "any", (_, a) => {
    asked++;
    return a % 2 === 0;
  });

  expect(missing).toEqual([]);
  expect(asked).toBeLessThan(1000 * 1000);
});
