/** A folder of a test's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder that is removed when the present test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "heddle-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
