import { expect, test } from "vitest";
import { bytesText } from "../src/bytes-text.ts";
import { Progress, progressText } from "../src/progress.ts";
import { heddle } from "./heddle.ts";
import { testIo } from "./test-io.ts";
import { recording, weatherRun } from "./weather-runs.ts";

const sizes: readonly [bytes: number, text: string][] = [
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [12_345, "12.3 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [3_400_000_000, "3.4 GB"],
  [5e15, "5000 TB"],
];

for (const [bytes, text] of sizes) {
  test(`${bytes} bytes are ${text}`, () => {
    expect(bytesText(bytes)).toBe(text);
  });
}

test("progress has rate, percent and time left; of a pipe what is known", () => {
  const file = "a\u001b.jsonl";

  expect(progressText({ file, readBytes: 50e6, totalBytes: 200e6 }, 1000)).toBe(
    "50.0 MB of 200 MB, 25 %, 50.0 MB/s, 3 s left: a\\u001b.jsonl",
  );
  expect(progressText({ file, readBytes: 0, totalBytes: 0 }, 0)).toBe(
    "0 B of 0 B, 0 %, 0 B/s, 0 s left: a\\u001b.jsonl",
  );
  expect(progressText({ file: "-", readBytes: 5e6 }, 500)).toBe("5.0 MB, 10.0 MB/s: -");
});

test("progress shows after a while, ten times a second, no wider than the terminal, and makes room", () => {
  let now = 0;
  const io = testIo({ columns: 24, monotonicMs: () => now });
  const progress = new Progress(io);
  const at = (ms: number) => {
    now = ms;
    progress.show({ file: "x", readBytes: ms * 1000, totalBytes: 4e6 });
  };

  at(399);
  at(400);
  at(499);
  at(500);
  progress.clear();
  progress.clear();

  const clear = "\r\u001b[K";
  expect(io.err()).toBe(`${clear}400 kB of 4.0 MB, 10 %,${clear}500 kB of 4.0 MB, 12 %,${clear}`);
});

test("of a terminal that does not tell its width, 80 columns are taken", () => {
  let now = 0;
  const io = testIo({ columns: 80, monotonicMs: () => now });
  const progress = new Progress({ ...io, stderr: { ...io.stderr, columns: undefined } });
  now = 500;

  progress.show({ file: "x".repeat(200), readBytes: 1 });

  expect(io.err()).toHaveLength("\r\u001b[K".length + 79);
});

test("nothing of it shows where standard error is no terminal", () => {
  let now = 0;
  const io = testIo({ monotonicMs: () => now });
  const progress = new Progress(io);
  now = 9999;

  progress.show({ file: "x", readBytes: 1 });
  progress.clear();

  expect(io.err()).toBe("");
});

test("a command shows how far it has read, and clears that before it prints", async () => {
  let now = 0;
  const monotonicMs = () => (now += 1000);

  const { code, out, err } = await heddle(["inspect", recording(weatherRun())], { columns: 100, monotonicMs });

  expect({ code, isTree: out.startsWith("Trace: weather_agent"), cleared: err.endsWith("\r\u001b[K") }).toEqual({
    code: 0,
    isTree: true,
    cleared: true,
  });
  expect(err).toMatch(/ kB of .* kB, 100 %, /);
});
