/** Tests of how spans are told apart wherever they end up. */
import { expect, test } from "vitest";
import { FoundMarks, markOf } from "./marks.ts";

test("a mark that comes twice counts once", () => {
  const marks = new FoundMarks();

  marks.addAllIn(Buffer.from(`{"a":"${markOf(7)}","b":"${markOf(8)}"}`));
  marks.addAllIn(Buffer.from(`…${markOf(8)}…`));

  expect(marks.count).toBe(2);
});

test("a mark that is cut off does not count", () => {
  const marks = new FoundMarks();

  marks.addAllIn(Buffer.from(markOf(1_234_567).slice(0, -1)));
  marks.addAllIn(Buffer.from("bench-mark-"));

  expect(marks.count).toBe(0);
});
