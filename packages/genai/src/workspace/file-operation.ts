/** Records what was done to a file. */
import { describeFailure } from "@heddle/core/bridge";
import { names } from "../names.ts";
import { currentSettings } from "../settings.ts";
import {
  checkFileFacts,
  type FileFacts,
  type FileState,
  fileFactAttributes,
  fileStateAttributes,
} from "./file-attributes.ts";
import { type RecordPlace, recordHere } from "./record-here.ts";

/** What was done, and what the file held before and after. */
export interface FileOperationOptions extends FileFacts, RecordPlace {
  /** What it held; `null`, or left out, where there was no file. */
  readonly before?: string | Uint8Array | null;
  /** What it holds now; likewise where there is none. */
  readonly after?: string | Uint8Array | null;
  /** Permissions afterwards, such as 0o644. */
  readonly mode?: number;
  /** Why it could not be done. */
  readonly error?: unknown;
}

/**
 * Records what was done to a file: the event `heddle.file_operation` on the current span, with line counts, hashes and a unified diff.
 * By trace id, or without a span around, it is a span of its own.
 *
 * Throws a TypeError for an operation, a path or a content that is none, and a RangeError for an id that is none.
 */
export function fileOperation(options: FileOperationOptions): void {
  checkFileFacts("fileOperation", options);
  const { before, after, mode, error } = options;
  const states = { before: stateOf("before", before), after: stateOf("after", after, mode) };
  const failure = error === undefined ? undefined : describeFailure(error);
  const attributes = () => ({
    ...fileFactAttributes(options),
    ...fileStateAttributes(options, states, currentSettings()),
    [names.errorType]: failure?.type,
    "error.message": failure?.message,
  });
  recordHere("heddle.file_operation", attributes, options);
}

function stateOf(name: string, given: FileOperationOptions["before"], mode?: number): FileState | undefined {
  const content = given ?? undefined;
  if (content === undefined || typeof content === "string" || content instanceof Uint8Array) {
    return content === undefined && mode === undefined ? undefined : { content, mode };
  }
  throw new TypeError(`fileOperation: ${name} ${JSON.stringify(given)} is no content; give a text or bytes`);
}
