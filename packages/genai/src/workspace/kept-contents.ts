/** Where the contents of a checkpoint's files are. */
import type { Checkpoint } from "./checkpoint.ts";
import { type ContentStore, FileContentStore } from "./content-store.ts";

/** The store that is given, else the folder that the checkpoint names, if it does. */
export function keptContents({ contents }: Checkpoint, given: ContentStore | undefined): ContentStore | undefined {
  if (given !== undefined || contents === undefined) return given;
  return new FileContentStore(contents);
}
