/** A span around the work that does something to a file. */
import { basename } from "node:path";
import { recordsNothing, type Telemetry } from "@heddle/core";
import { currentSettings } from "../settings.ts";
import { task } from "../spans/steps.ts";
import type { TypedSpan } from "../spans/typed-span.ts";
import { telemetryFor } from "../telemetry-for.ts";
import {
  checkFileFacts,
  type FileFacts,
  type FileState,
  fileFactAttributes,
  fileStateAttributes,
} from "./file-attributes.ts";
import { readFileState } from "./read-file-state.ts";

/** What is about to be done. */
export interface WithFileOperationOptions extends FileFacts {
  readonly telemetry?: Telemetry;
  /** Files of more bytes are hashed, but not compared; 1 MiB unless given. */
  readonly maxContentBytes?: number;
}

/**
 * Runs `work` in a span and gives what it gives. The file is read before and after, also after a failure: the span says how many lines
 * were added and removed, and which. What cannot be read does not fail the work. Nothing is read where nothing is recorded.
 *
 * Throws a TypeError for an operation or a path that is none.
 */
export function withFileOperation<T>(
  options: WithFileOperationOptions,
  work: (span: TypedSpan) => T | PromiseLike<T>,
): Promise<T> {
  checkFileFacts("withFileOperation", options);
  const { operation, path, newPath = path, telemetry, maxContentBytes = 2 ** 20 } = options;
  const isRecorded = !recordsNothing(telemetryFor(telemetry));
  const spanOptions = { ...(telemetry && { telemetry }), attributes: fileFactAttributes(options) };
  return task(`${operation} ${basename(path)}`, spanOptions, async (span) => {
    if (!isRecorded) return await work(span);
    const before = await stateNow(path, maxContentBytes);
    try {
      return await work(span);
    } finally {
      const after = await stateNow(newPath, maxContentBytes);
      span.set(fileStateAttributes(options, { before, after }, currentSettings()));
    }
  });
}

/** `undefined` where there is no file; of one that cannot be read nothing is known. */
async function stateNow(path: string, maxContentBytes: number): Promise<FileState | undefined> {
  try {
    return await readFileState(path, maxContentBytes);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : {};
  }
}
