/** Where the OpenTelemetry Collector that the tests talk to is, once it is built. */
import { join } from "node:path";

/** The newest version whose modules, and those of all it needs, were there to be had. */
export const collectorVersion = "0.145.0";

const root = join(import.meta.dirname, "../..");

/** A folder outside of what is committed. */
export const collectorFolder: string = join(root, "node_modules/.cache/heddle-collector", collectorVersion);

export const collectorPath: string = join(collectorFolder, "collector");
