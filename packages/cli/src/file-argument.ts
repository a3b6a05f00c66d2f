/** The argument that all commands which read recordings have. */
import type { ArgumentSpec } from "./command.ts";

/** Paths, folders, globs, standard input. */
export const fileArgument: ArgumentSpec = {
  name: "FILE",
  isMany: true,
  description: "a recording, a folder of them, a glob, or - for standard input; gzip and zstd are unpacked",
};
