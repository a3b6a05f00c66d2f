/** What an import of the package loads: it is a good part of a program's start. */
import { expect, test } from "vitest";
import { runProgram } from "./run-program.ts";

test("an import loads none of Node's HTTP clients: they wait until there is something to send", async () => {
  const { stdout } = await runProgram("imported-modules.ts");

  const names = stdout.trim().split("\n");
  expect(names).toContain("node:fs");
  expect(names.filter((name) => name.includes("http"))).toEqual([]);
});
