import fc from "fast-check";
import { expect, test } from "vitest";
import { differingTexts } from "../src/differing-texts.ts";

test("short texts are shown whole", () => {
  expect(differingTexts("a cat", "a dog", 10)).toEqual(["a cat", "a dog"]);
});

test("of long texts that begin alike, the end of what is alike is shown, and no character is cut in two", () => {
  const same = "🧵".repeat(40);

  const texts = differingTexts(`${same}cat${same}`, `${same}dog`, 41);

  expect(texts).toEqual([`…${"🧵".repeat(12)}cat${"🧵".repeat(7)}…`, `…${"🧵".repeat(12)}dog`]);
});

test("characters that begin alike are different characters", () => {
  const same = "🧵".repeat(40);

  expect(differingTexts(`${same}🧵`, `${same}🧶`, 30)).toEqual([`…${"🧵".repeat(13)}`, `…${"🧵".repeat(12)}🧶`]);
});

test("whatever the texts, what is shown is short, and differs where they do", () => {
  const texts = fc.string({ unit: "grapheme", maxLength: 200 });
  fc.assert(
    fc.property(texts, texts, texts, fc.integer({ min: 30, max: 100 }), (same, a, b, maxLength) => {
      const [shownA, shownB] = differingTexts(same + a, same + b, maxLength);

      expect(Math.max(shownA.length, shownB.length)).toBeLessThanOrEqual(maxLength + 3);
      expect([shownA.isWellFormed(), shownB.isWellFormed()]).toEqual([true, true]);
      if (a !== b) expect(shownA).not.toBe(shownB);
    }),
  );
});
