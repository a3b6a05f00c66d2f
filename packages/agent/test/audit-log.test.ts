import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileAuditLog, verifyAuditLog } from "@heddle/agent";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const secret = "key";
const now = () => new Date(0);
const path = () => join(mkdtempSync(join(tmpdir(), "heddle-audit-")), "audit.jsonl");

/** A log of three entries, and its lines. */
function threeEntries() {
  const file = path();
  const log = new FileAuditLog(file, { secret, now });
  const entries = ["opened", "refund_issued", "closed"].map((action) => log.append({ actor: "alice", action }));
  return { file, log, entries, lines: readFileSync(file, "utf8").split("\n") };
}

function problemsOf(file: string, lines: readonly string[], head?: string) {
  writeFileSync(file, lines.join("\n"));
  return verifyAuditLog(file, { secret, ...(head !== undefined && { head }) }).problems;
}

test("an entry is signed and on disk when append returns, and names the one before", () => {
  const { file, log, entries, lines } = threeEntries();

  expect(verifyAuditLog(file, { secret })).toEqual({ entries, problems: [] });
  expect(log.verify()).toEqual({ entries, problems: [] });
  expect(JSON.parse(lines[1] as string)).toEqual({
    seq: 2,
    timestamp: "1970-01-01T00:00:00.000Z",
    actor: "alice",
    action: "refund_issued",
    previous: entries[0]?.signature,
    signature: entries[1]?.signature,
  });
  expect(log.head).toBe(entries[2]?.signature);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a log goes on where its file ends", () => {
  const { file, entries } = threeEntries();

  const next = new FileAuditLog(file, { secret }).append({
    actor: "agent",
    action: "reopened",
    payload: { reason: "late" },
    sessionId: "s",
    userId: "u",
  });

  expect([next.seq, next.previous]).toEqual([4, entries[2]?.signature]);
  expect(verifyAuditLog(file, { secret }).problems).toEqual([]);
});

describe("verify finds", () => {
  test("an edit", () => {
    const { file, lines } = threeEntries();

    const edited = lines.with(1, (lines[1] as string).replace("refund_issued", "refund_denied"));

    expect(problemsOf(file, edited)).toEqual([
      { line: 2, problem: "it was edited: its signature is not its own" },
      { line: 3, problem: "it is number 3 where 2 belongs: entries were taken out or moved" },
    ]);
  });

  test("a line that was taken out", () => {
    const { file, lines } = threeEntries();

    expect(problemsOf(file, lines.toSpliced(1, 1))).toEqual([
      { line: 2, problem: "it is number 3 where 2 belongs: entries were taken out or moved" },
    ]);
  });

  test("lines that were exchanged", () => {
    const { file, lines } = threeEntries();

    const [first, second, third] = lines as [string, string, string];

    expect(problemsOf(file, [second, first, third]).map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  test("an entry of another log, signed with the same key", () => {
    const [ours, theirs] = [threeEntries(), threeEntries()];
    const other = new FileAuditLog(path(), { secret, now: () => new Date(1) });
    other.append({ actor: "eve", action: "opened" });
    const foreign = other.append({ actor: "eve", action: "refund_issued" });
    const { signature, ...body } = foreign;

    const mixed = ours.lines.with(1, `${JSON.stringify(body).slice(0, -1)},"signature":"${signature}"}`);

    expect(problemsOf(theirs.file, mixed)).toEqual([
      { line: 2, problem: "the entry before it is another one" },
      { line: 3, problem: "the entry before it is another one" },
    ]);
  });

  test("entries cut off at the end, by the signature that was kept elsewhere", () => {
    const { file, log, lines } = threeEntries();

    const cut = [...lines.slice(0, 2), ""];

    expect(problemsOf(file, cut)).toEqual([]);
    expect(problemsOf(file, cut, log.head)).toEqual([
      { line: 2, problem: "the log does not end with the entry that it should" },
    ]);
    expect(log.verify().problems).toHaveLength(1);
  });

  test("another key", () => {
    const { file } = threeEntries();

    expect(verifyAuditLog(file, { secret: "other" }).entries).toEqual([]);
  });

  test("any change of a single character", () => {
    const { file, log, lines } = threeEntries();
    const text = lines.join("\n");
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.constantFrom("0", "x", '"', "\n"), (at, character) => {
        fc.pre(text[at] !== character);

        expect(problemsOf(file, [text.slice(0, at) + character + text.slice(at + 1)], log.head)).not.toEqual([]);
      }),
    );
  });
});

test("nothing is added to a log that was tampered with", () => {
  const { file } = threeEntries();
  appendFileSync(file, "{}\n");

  expect(() => new FileAuditLog(file, { secret })).toThrow(
    `FileAuditLog: ${file}, line 4: it was edited: its signature is not its own`,
  );
});

test("an empty file is a log, and an empty key is none", () => {
  const file = path();
  writeFileSync(file, "");

  const entry = new FileAuditLog(file, { secret }).append({ actor: "a", action: "b" });

  expect([entry.seq, Date.parse(entry.timestamp) > 0]).toEqual([1, true]);
  expect(() => new FileAuditLog(file, { secret: "" })).toThrow(
    "FileAuditLog: secret is empty; give the key that signs the entries",
  );
});
