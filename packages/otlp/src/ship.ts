/** Ships the records of a JSONL file to an OTLP backend. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FileShipper } from "./file-shipper.ts";
import type { ShipOptions, ShipSummary, ShipTarget } from "./ship-options.ts";

/**
 * Sends the spans and metrics of the file at `path`, and resolves at its end, or with `follow` when `signal` aborts. What was
 * settled before is not sent again: the place in the file is remembered beside it. Outages are waited for.
 *
 * A last line without its end is left for the next time. Several processes may have written the file, and rotation may put
 * others in its place, which are shipped one after the other; those that were packed meanwhile are not.
 *
 * Rejects for a target that cannot be meant, for a file that is not there, unless it is followed, and with what the system
 * says of one that cannot be read.
 */
export async function ship(
  path: string | URL,
  to: string | URL | ShipTarget = {},
  options: ShipOptions = {},
): Promise<ShipSummary> {
  const target: ShipTarget = typeof to === "string" || to instanceof URL ? { url: to } : to;
  return await new FileShipper(toFilePath(path, options.follow === true), target, options).run();
}

function toFilePath(path: string | URL, mayBeMissing: boolean): string {
  const file = resolve(path instanceof URL ? fileURLToPath(path) : path);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined && !mayBeMissing) throw new Error(`ship: ${JSON.stringify(file)} is not there`);
  if (stats?.isDirectory()) throw new Error(`ship: ${JSON.stringify(file)} is a directory; give the path of a file`);
  return file;
}
