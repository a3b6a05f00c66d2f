/** Folders for tests to write in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const root = mkdtempSync(join(tmpdir(), "heddle-cli-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A new, empty folder. It is removed with all others when the tests of the file are over. */
export function temporaryFolder(): string {
  return mkdtempSync(join(root, "test-"));
}
