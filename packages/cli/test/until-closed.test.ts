import { expect, test } from "vitest";
import { OutputClosedError } from "../src/io.ts";
import { untilClosed } from "../src/until-closed.ts";
import { testIo } from "./test-io.ts";

test("once an output is closed, nothing is written to it, and nothing is thrown", async () => {
  const written: (string | Uint8Array)[] = [];
  const { stdout } = testIo({ columns: 80 });
  const output = untilClosed({
    ...stdout,
    write: async (text) => {
      written.push(text);
      if (written.length === 2) throw new OutputClosedError("closed");
    },
  });

  for (const text of ["a", "b", "c"]) await output.write(text);

  expect({ written, columns: output.columns }).toEqual({ written: ["a", "b"], columns: 80 });
});

test("what else goes wrong is thrown", async () => {
  const output = untilClosed({
    ...testIo().stdout,
    write: async () => {
      throw new Error("no space left on device");
    },
  });

  await expect(output.write("a")).rejects.toThrow("no space left on device");
});
