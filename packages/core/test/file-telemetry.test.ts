import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { FileTelemetry, InMemoryTelemetry, MultiTelemetry, readJsonl, startSpan } from "@heddle/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { namesIn, recordedIn } from "./recorded-in.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const temporaryFile = () => join(temporaryFolder(), "traces.jsonl");
const linesOf = (path: string) => readFileSync(path, "utf8").split("\n");

describe("the file holds", () => {
  test("the very records that another member of a Multi keeps", () => {
    const path = temporaryFile();
    const memory = new InMemoryTelemetry();
    const telemetry = new MultiTelemetry([memory, new FileTelemetry(path, { starts: false })]);

    telemetry.trace("loom.run", { user_id: "alice" }, (run) => {
      telemetry.emitMetric("loom.tokens.input", 42, { model: "m" });
      telemetry.trace("loom.tool", { tool: "add" }, (tool) => {
        tool.event("retry", { attempt: 2 });
        tool.link(run, "caused_by");
        tool.fail(new TypeError("no such tool"));
      });
    });

    expect(recordedIn(path)).toStrictEqual([...memory.metrics(), ...memory.spans()]);
  });

  test("values that JSON cannot hold, as the text that other members keep", () => {
    const path = temporaryFile();
    const memory = new InMemoryTelemetry();
    const telemetry = new MultiTelemetry([memory, new FileTelemetry(path, { starts: false })]);
    const cycle: unknown[] = [];
    cycle.push(cycle);

    const values = { nan: Number.NaN, infinity: -Infinity, big: 10n, date: new Date(0), half: "\ud800", cycle };
    telemetry.trace("run", values, () => telemetry.emitMetric("m", 1, values));

    expect(recordedIn(path)).toStrictEqual([...memory.metrics(), ...memory.spans()]);
  });

  test("a resource line first, then a start and a span, children before parents", () => {
    const path = temporaryFile();
    const telemetry = new FileTelemetry(path);

    telemetry.trace("outer", {}, () => telemetry.trace("inner", {}, () => {}));

    expect(linesOf(path).map((line) => line && [JSON.parse(line).kind, JSON.parse(line).name])).toEqual([
      ["resource", undefined],
      ["span_start", "outer"],
      ["span_start", "inner"],
      ["span", "inner"],
      ["span", "outer"],
      "",
    ]);
    expect(new Set(linesOf(path).map((line) => line && JSON.parse(line).resource_id)).size).toBe(2);
  });

  test("a span that has not ended, as a start with what was given", () => {
    const path = temporaryFile();

    startSpan(new FileTelemetry(path), "run", { question: "why" });

    expect(recordedIn(path)).toMatchObject([{ kind: "span_start", name: "run", attributes: { question: "why" } }]);
  });

  test("no starts when they are turned off", () => {
    const path = temporaryFile();
    const telemetry = new FileTelemetry(path, { starts: false });

    telemetry.trace("run", {}, () => {});

    expect(recordedIn(path).map((record) => record.kind)).toEqual(["span"]);
    expect(telemetry.health().sinks[0]?.starts.taken).toBe(0);
  });

  test("the name of the service, from the options or the environment", () => {
    const serviceOf = (path: string) => JSON.parse(linesOf(path)[0] ?? "").service_name;
    const paths = [temporaryFile(), temporaryFile(), temporaryFile()] as const;

    vi.stubEnv("OTEL_SERVICE_NAME", "from-environment");
    onTestFinished(() => void vi.unstubAllEnvs());
    new FileTelemetry(paths[0], { resource: { serviceName: "given" } }).emitMetric("m", 1);
    new FileTelemetry(paths[1]).emitMetric("m", 1);
    vi.stubEnv("OTEL_SERVICE_NAME", undefined);
    new FileTelemetry(paths[2]).emitMetric("m", 1);

    expect(paths.map(serviceOf)).toEqual(["given", "from-environment", "unknown_service:node"]);
  });

  test("what earlier runs have written, and goes on after it", () => {
    const path = temporaryFile();

    for (const name of ["first", "second"]) new FileTelemetry(path).trace(name, {}, () => {});

    expect(namesIn(path)).toEqual(["first", "second"]);
  });

  test("metrics that are alike, each of them", () => {
    const path = temporaryFile();
    const clock = { monotonicMs: () => 0, wallMs: () => 0 };
    const telemetry = new FileTelemetry(path, { clock });

    for (let count = 0; count < 3; count++) telemetry.emitMetric("loom.tokens.input", 1);

    expect(namesIn(path, "metric")).toHaveLength(3);
  });
});

describe("the path", () => {
  test("may be relative, a URL, or in the home folder, and is told as an absolute one", () => {
    const path = temporaryFile();

    for (const given of [
      path,
      relative("", path),
      pathToFileURL(path),
      pathToFileURL(path).href,
      `~/${relative(homedir(), path)}`,
    ]) {
      expect(new FileTelemetry(given).path).toBe(path);
    }
  });

  test.skipIf(!existsSync("/proc/self"))("below a folder that nobody can make is told at once", () => {
    for (const path of ["/proc/nope/traces.jsonl", "/proc/nope/deep/traces.jsonl"]) {
      expect(() => new FileTelemetry(path)).toThrow(
        `FileTelemetry: "${path}" cannot be opened: ENOENT: no such file or directory, mkdir '/proc/nope'`,
      );
    }
  });

  test("may lead through folders that are missing: they and the file are for their owner alone", () => {
    const path = join(temporaryFolder(), "logs", "today", "traces.jsonl");

    new FileTelemetry(path);

    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(statSync(dirname(dirname(path))).mode & 0o777).toBe(0o700);
  });

  test("may be of a device", async () => {
    const telemetry = new FileTelemetry("/dev/null");

    telemetry.trace("run", {}, () => {});
    await telemetry.flush();

    expect(telemetry.health().sinks[0]).toMatchObject({ taken: 1, written: 1 });
  });

  const folder = () => temporaryFolder();
  const cases: [what: string, path: () => unknown, message: (path: unknown) => string][] = [
    ["not text", () => 42, () => "FileTelemetry: the path is 42; give a string or a file: URL"],
    ["missing", () => undefined, () => "FileTelemetry: the path is undefined; give a string or a file: URL"],
    ["empty", () => "", () => "FileTelemetry: the path is empty; give the path of a file"],
    ["a directory", folder, (path) => `FileTelemetry: "${path}" is a directory; give the path of a file in it`],
    [
      "what can only be a directory",
      () => "logs/",
      () => 'FileTelemetry: "logs/" is a directory; give the path of a file in it',
    ],
    [
      "another URL",
      () => new URL("https://example.org/traces.jsonl"),
      () => 'FileTelemetry: "https://example.org/traces.jsonl" is not the URL of a local file; give a file: URL',
    ],
  ];
  for (const [what, path, message] of cases) {
    test(`throws at once when it is ${what}`, () => {
      const given = path();

      expect(() => new FileTelemetry(given as string)).toThrow(message(given));
    });
  }

  test("throws at once when it cannot be opened, with the reason as its cause", () => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, "");
    const loop = join(temporaryFolder(), "loop");
    symlinkSync(loop, loop);

    for (const [given, reason] of [
      [join(path, "traces.jsonl"), "ENOTDIR: not a directory, open"],
      [join(path, "logs", "traces.jsonl"), "ENOTDIR: not a directory, mkdir"],
      [join(temporaryFolder(), "x".repeat(300)), "ENAMETOOLONG: name too long, stat"],
      [loop, "ELOOP: too many symbolic links encountered, stat"],
      ["/a\0b", "The argument 'path' must be a string"],
    ] as const) {
      const message = `FileTelemetry: ${JSON.stringify(given)} cannot be opened: ${reason}`;
      expect(() => new FileTelemetry(given)).toThrow(
        expect.objectContaining({ message: expect.stringContaining(message), cause: expect.any(Error) }),
      );
    }
  });
});

describe("an option that cannot be meant throws at once", () => {
  const cases: [options: object, message: string][] = [
    [{ mode: "async" }, 'FileTelemetry: mode is "async"; give "sync" or "buffered"'],
    [{ filePer: 1 }, 'FileTelemetry: filePer is 1; give "trace", or leave it out'],
    [{ intervalMs: 0 }, "FileTelemetry: intervalMs is 0; give a positive number"],
    [{ maxBytes: Number.NaN }, "FileTelemetry: maxBytes is NaN; give a positive number"],
    [{ maxBufferedBytes: "1" }, 'FileTelemetry: maxBufferedBytes is "1"; give a positive number'],
  ];
  for (const [options, message] of cases) {
    test(JSON.stringify(options), () => {
      const path = temporaryFile();

      expect(() => new FileTelemetry(path, options)).toThrow(message);
      expect(existsSync(path)).toBe(false);
    });
  }
});

describe("a torn line", () => {
  test("at any byte of the last record is healed, and only that record is lost", async () => {
    const path = temporaryFile();
    const first = new FileTelemetry(path, { starts: false });
    first.trace("kept", {}, () => {});
    const keptBytes = statSync(path).size;
    first.trace("torn", { text: "ünï" }, () => {});
    const whole = readFileSync(path);

    for (let bytes = keptBytes; bytes < whole.length; bytes++) {
      writeFileSync(path, whole.subarray(0, bytes));
      await using telemetry = new FileTelemetry(path, { starts: false });
      telemetry.trace("next", {}, () => {});

      const { records, problems } = readJsonl(readFileSync(path, "utf8"));
      const isWhole = bytes === whole.length - 1;
      const names = records.flatMap((record) => (record.kind === "span" ? [record.name] : []));
      expect(names).toEqual(isWhole ? ["kept", "torn", "next"] : ["kept", "next"]);
      expect(problems.length).toBe(bytes === keptBytes || isWhole ? 0 : 1);
    }
  });

  test("is not cut away: somebody may still be writing it", () => {
    const path = temporaryFile();
    writeFileSync(path, '{"kind":"span","na');

    new FileTelemetry(path).emitMetric("m", 1);

    expect(linesOf(path)[0]).toBe('{"kind":"span","na');
    expect(linesOf(path)).toHaveLength(4);
  });
});

describe("reopen", () => {
  test("goes on in a new file, which begins with a resource line", () => {
    const path = temporaryFile();
    const telemetry = new FileTelemetry(path, { starts: false });
    telemetry.trace("before", {}, () => {});

    renameSync(path, `${path}.1`);
    telemetry.trace("moved", {}, () => {});
    telemetry.reopen();
    telemetry.trace("after", {}, () => {});

    expect(namesIn(`${path}.1`)).toEqual(["before", "moved"]);
    expect(namesIn(path)).toEqual(["after"]);
    expect(linesOf(path)[0]).toBe(linesOf(`${path}.1`)[0]);
  });

  test("writes what waits into the file it belongs in", () => {
    const path = temporaryFile();
    const telemetry = new FileTelemetry(path, { mode: "buffered" });
    telemetry.trace("before", {}, () => {});

    telemetry.reopen();

    expect(namesIn(path)).toEqual(["before"]);
  });
});

describe("the end", () => {
  test("closes the file, and a record that comes later is still written", async () => {
    const path = temporaryFile();
    const telemetry = new FileTelemetry(path, { starts: false });
    telemetry.trace("before", {}, () => {});

    await telemetry[Symbol.asyncDispose]();
    renameSync(path, `${path}.1`);
    telemetry.trace("after", {}, () => {});

    expect(namesIn(`${path}.1`)).toEqual(["before"]);
    expect(namesIn(path)).toEqual(["after"]);
  });

  test("a file that somebody empties is gone on with", async () => {
    const path = temporaryFile();
    const telemetry = new FileTelemetry(path, { starts: false });
    telemetry.trace("before", {}, () => {});

    truncateSync(path);
    telemetry.trace("after", {}, () => {});

    expect(namesIn(path)).toEqual(["after"]);
  });
});

describe("a deleted file", () => {
  test("is noticed by a flush, told, and made anew with a resource line", async () => {
    const path = temporaryFile();
    const told: string[] = [];
    const telemetry = new FileTelemetry(path, { starts: false, onSinkError: ({ message }) => told.push(message) });
    telemetry.trace("before", {}, () => {});

    rmSync(dirname(path), { recursive: true });
    await telemetry.flush();
    telemetry.trace("after", {}, () => {});

    expect(told).toEqual([`file: write failed: Error: ${path} was deleted or closed; it is opened anew`]);
    expect(namesIn(path)).toEqual(["after"]);
    expect(linesOf(path)[0]).toContain('{"kind":"resource"');
  });

  test("is noticed by a record within a second", async () => {
    const path = temporaryFile();
    const telemetry = new FileTelemetry(path, { onSinkError: () => {} });
    telemetry.trace("before", {}, () => {});
    rmSync(path);

    await vi.waitUntil(
      () => {
        telemetry.trace("after", {}, () => {});
        return existsSync(path);
      },
      { timeout: 10_000 },
    );

    expect(namesIn(path)).toContain("after");
  });
});

test("what a file cannot hold is counted and told, and is no business of other members", () => {
  const failures: string[] = [];
  const memory = new InMemoryTelemetry();
  const file = new FileTelemetry(join(temporaryFolder(), "traces.jsonl"));
  const year33658 = { monotonicMs: () => 0, wallMs: () => 1e15 };
  const telemetry = new MultiTelemetry([file, memory], {
    clock: year33658,
    onSinkError: ({ message }) => failures.push(message),
  });

  telemetry.trace("x", {}, () => telemetry.emitMetric("n", 1));

  expect(recordedIn(file.path)).toEqual([]);
  expect([memory.spans().length, memory.metrics().length]).toEqual([1, 1]);
  expect(file.health().sinks[0]).toMatchObject({
    ...{ taken: 2, written: 0, failed: 2, pending: 0 },
    starts: { taken: 1, written: 0, failed: 1, pending: 0 },
  });
  expect(failures).toEqual([
    "file: start failed: RangeError: 1000000000000000 is not a time; give milliseconds since the epoch",
    "file: write failed: RangeError: 1000000000000000 is not a time; give milliseconds since the epoch",
  ]);
});

test("lines of others in the file are left alone", () => {
  const path = temporaryFile();
  const telemetry = new FileTelemetry(path, { starts: false });
  telemetry.trace("mine", {}, () => {});
  appendFileSync(path, "somebody else's\n");
  telemetry.trace("mine, too", {}, () => {});

  const { records, problems } = readJsonl(readFileSync(path, "utf8"));

  expect(records).toHaveLength(3);
  expect(problems).toMatchObject([{ line: 3 }]);
});
