import fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedOutput } from "../../src/workspace/bounded-output.ts";

/** What is kept of bytes that come in pieces. */
function kept(bytes: Uint8Array, maxBytes: number, pieceBytes = 1): string {
  const output = new BoundedOutput(maxBytes);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    output.add(Buffer.from(bytes.subarray(at, at + pieceBytes)));
  }
  return output.text();
}

test.each<[string, number, string]>([
  ["abcdef", 6, "abcdef"],
  ["abcdef", 5, "abc\n… [1 bytes left out] …\nef"],
  ["abcdef", 1, "a\n… [5 bytes left out] …\n"],
  ["abcdef", 0, "\n… [6 bytes left out] …\n"],
  ["éé", 3, "é\n… [2 bytes left out] …\n"],
  ["€€", 4, "\n… [6 bytes left out] …\n"],
  ["😀😀", 6, "\n… [8 bytes left out] …\n"],
  ["\uFEFFabc", 100, "\uFEFFabc"],
  ["", 0, ""],
])("of %j, %i bytes are kept: %j", (text, maxBytes, expected) => {
  expect(kept(Buffer.from(text), maxBytes)).toBe(expected);
});

test("bytes that are no text stay as readable as they are", () => {
  const bytes = new Uint8Array(40).fill(0x80);

  expect(kept(bytes, 40)).toBe("\uFFFD".repeat(40));
  expect(kept(bytes, 10)).toContain("bytes left out");
});

test("whatever comes in whichever pieces, beginning and end are the text's own, and every byte is counted", () => {
  const text = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(
    fc.property(text, fc.nat(80), fc.integer({ min: 1, max: 9 }), (given, maxBytes, pieceBytes) => {
      const whole = given.replaceAll("…", "").toWellFormed();
      const bytes = Buffer.from(whole);

      const said = kept(bytes, maxBytes, pieceBytes);

      if (bytes.length <= maxBytes) {
        expect(said).toBe(whole);
        return;
      }
      const [, start = "", left, end = ""] = /^([\s\S]*)\n… \[(\d+) bytes left out\] …\n([\s\S]*)$/.exec(said) ?? [];
      expect([whole.startsWith(start), whole.endsWith(end)]).toEqual([true, true]);
      expect(Buffer.byteLength(start) + Number(left) + Buffer.byteLength(end)).toBe(bytes.length);
      expect(Buffer.byteLength(start + end)).toBeLessThanOrEqual(maxBytes);
    }),
  );
});
