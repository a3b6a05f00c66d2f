import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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

describe("what JSON cannot say as it is", () => {
  test("is in the entry that comes back as it is on disk", () => {
    const file = path();
    const log = new FileAuditLog(file, { secret, now });
    const payloads = [
      { text: "a\u2028b\u2029c\r\n" },
      { gone: undefined, date: new Date(0), number: Number.NaN, half: "\ud800" },
      JSON.parse('{"__proto__":{"admin":true}}'),
      { text: `","signature":"${"0".repeat(64)}"}` },
    ];

    const entries = payloads.map((payload) => log.append({ actor: "a", action: "b", payload: payload as never }));

    expect(entries[1]?.payload).toEqual({ date: "1970-01-01T00:00:00.000Z", number: null, half: "\ud800" });
    expect(log.verify()).toEqual({ entries, problems: [] });
  });

  test("may be anything, and the log goes on as if it had not been given", () => {
    const log = new FileAuditLog(path(), { secret });
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;

    expect(() => log.append({ actor: "a", action: "b", payload: cycle as never })).toThrow(TypeError);
    expect(() => log.append({ actor: "a", action: "b", payload: { n: 1n } as never })).toThrow(TypeError);

    expect(log.append({ actor: "a", action: "b" }).seq).toBe(1);
    expect(log.verify().problems).toEqual([]);
  });

  test.each([
    [{ action: "b" }, "FileAuditLog: actor is undefined; give text"],
    [{ actor: "a", action: "" }, 'FileAuditLog: action is ""; give text'],
  ])("%o says not who did what", (event, message) => {
    expect(() => new FileAuditLog(path(), { secret }).append(event as never)).toThrow(message);
  });

  test("an event has no say in what the log itself writes", () => {
    const log = new FileAuditLog(path(), { secret, now });
    const event = { actor: "a", action: "b", seq: 9, timestamp: "later", previous: "x", signature: "y", other: 1 };

    const entry = log.append(event);

    expect(entry).toEqual({
      seq: 1,
      timestamp: "1970-01-01T00:00:00.000Z",
      actor: "a",
      action: "b",
      previous: "",
      signature: log.head,
    });
    expect(log.verify()).toEqual({ entries: [entry], problems: [] });
  });
});

test("an edit that leaves no UTF-8 is one", () => {
  const file = path();
  new FileAuditLog(file, { secret }).append({ actor: "\ufffd", action: "b" });
  const bytes = readFileSync(file);
  const at = bytes.indexOf("\ufffd");

  writeFileSync(file, Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)]));

  expect(verifyAuditLog(file, { secret }).problems).toHaveLength(1);
});

describe("a last line that a crash has cut off", () => {
  test.each([1, 2, 60, 150])("by %i bytes is told, and its text is kept by the entry in its place", (bytes) => {
    const { file, entries } = threeEntries();
    const whole = readFileSync(file);
    const torn = whole.subarray(0, whole.length - bytes);
    writeFileSync(file, torn);

    const { problems } = verifyAuditLog(file, { secret });
    const log = new FileAuditLog(file, { secret });
    log.append({ actor: "alice", action: "closed" });

    expect(problems).toEqual([{ line: 3, problem: "it was cut off while it was written" }]);
    const text = torn.subarray(torn.lastIndexOf("\n") + 1).toString();
    expect(log.verify()).toMatchObject({
      entries: [
        ...entries.slice(0, 2),
        { actor: "FileAuditLog", action: "torn_line_replaced", payload: { text } },
        { action: "closed" },
      ],
      problems: [],
    });
  });
});

describe("two logs on one file", () => {
  test("the one that knows less refuses to go on, until it is opened anew", () => {
    const file = path();
    const [one, two] = [new FileAuditLog(file, { secret }), new FileAuditLog(file, { secret })];
    one.append({ actor: "a", action: "b" });

    expect(() => two.append({ actor: "a", action: "c" })).toThrow(
      `FileAuditLog: another has written to ${file}; give each log a file, and open it anew`,
    );

    expect(new FileAuditLog(file, { secret }).append({ actor: "a", action: "d" }).seq).toBe(2);
    expect(verifyAuditLog(file, { secret }).problems).toEqual([]);
  });

  test("a file that was taken away is not begun anew in the middle", () => {
    const { file, log } = threeEntries();
    rmSync(file);

    expect(() => log.append({ actor: "a", action: "b" })).toThrow("another has written to");
  });
});

test("an empty file is a log, and an empty key is none", () => {
  const file = path();
  writeFileSync(file, "");

  const log = new FileAuditLog(file, { secret });
  expect(log.verify()).toEqual({ entries: [], problems: [] });
  const entry = log.append({ actor: "a", action: "b" });

  expect([entry.seq, Date.parse(entry.timestamp) > 0]).toEqual([1, true]);
  for (const none of ["", undefined as never]) {
    expect(() => new FileAuditLog(file, { secret: none })).toThrow(
      "FileAuditLog: secret is empty; give the key that signs the entries",
    );
  }
});
