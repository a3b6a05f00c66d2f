/** One call of `ship`: reads, sends, remembers how far it has come, and counts. */
import { jsonAttributes } from "@heddle/core/bridge";
import { Courier, Stopped } from "./courier.ts";
import type { Lines } from "./line-reader.ts";
import { Naps } from "./naps.ts";
import { Origins } from "./origins.ts";
import { otlpSettings } from "./otlp-settings.ts";
import { openSender, type Sender } from "./sender.ts";
import { shipLines, shipMetrics } from "./ship-lines.ts";
import type { ShipOptions, ShipProblem, ShipSummary, ShipTarget } from "./ship-options.ts";
import { ShippedFile } from "./shipped-file.ts";

/** How often the end of a file is looked at for more. */
const LOOK_MS = 250;

export class FileShipper {
  readonly #options: ShipOptions;
  readonly #file: ShippedFile;
  readonly #origins: Origins;
  readonly #sender: Sender;
  readonly #courier: Courier;
  readonly #naps = new Naps();
  readonly #metricsIntervalMs: number;
  readonly #counts = { spans: 0, metrics: 0, refused: 0, badLines: 0 };
  readonly #tell: (problem: ShipProblem) => void;
  #isComplete = false;
  #isStopped = false;

  /** Throws for a target that cannot be meant, and what the system throws. */
  constructor(path: string, target: ShipTarget, options: ShipOptions) {
    const settings = otlpSettings(target);
    const { temporality, metricsIntervalMs } = settings;
    const { offsetFile = `${path}.shipped`, onProblem = warnOfFirsts() } = options;
    this.#options = options;
    this.#tell = onProblem;
    this.#file = new ShippedFile(path, offsetFile, (message) => onProblem({ kind: "file", message }));
    this.#origins = new Origins({ temporality, resource: givenResource(target), state: this.#file.origins });
    this.#sender = openSender(settings.sender);
    this.#courier = new Courier(settings, this.#sender, (message, isLoss) =>
      onProblem({ kind: isLoss ? "loss" : "send", message }),
    );
    this.#metricsIntervalMs = metricsIntervalMs;
  }

  async run(): Promise<ShipSummary> {
    const { signal } = this.#options;
    signal?.addEventListener("abort", this.#stop);
    if (signal?.aborted) this.#stop();
    try {
      await this.#shipAll();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    } finally {
      signal?.removeEventListener("abort", this.#stop);
      await this.#file.close();
      await this.#sender.close();
    }
    const { spans, metrics } = this.#counts;
    return { records: spans + metrics, ...this.#counts, isComplete: this.#isComplete };
  }

  async #shipAll(): Promise<void> {
    const { follow = false } = this.#options;
    let metricsDueAt = performance.now() + this.#metricsIntervalMs;
    while (!this.#isStopped && (follow || !this.#isComplete)) {
      const lines = await this.#file.read();
      if (lines !== undefined) await this.#ship(lines);
      if ((lines === undefined && !follow) || performance.now() >= metricsDueAt) {
        metricsDueAt = performance.now() + this.#metricsIntervalMs;
        await this.#shipMetrics();
      }
      this.#isComplete = lines === undefined && this.#origins.unsent().length === 0;
      if (follow && lines === undefined && !this.#isStopped) await this.#naps.sleep(LOOK_MS);
    }
  }

  async #ship(lines: Lines): Promise<void> {
    const { spans, refused, badLines } = await shipLines(lines.texts, this.#courier, this.#origins);
    for (const { index, problem } of badLines) {
      const line = this.#file.line + index + 1;
      this.#tell({ kind: "line", message: `line ${line} is no record: ${problem}`, line });
    }
    this.#counts.spans += spans;
    this.#counts.refused += refused;
    this.#counts.badLines += badLines.length;
    await this.#file.settle(lines, this.#origins.state);
    this.#options.onProgress?.(await this.#file.progress());
  }

  async #shipMetrics(): Promise<void> {
    for await (const { metrics, refused } of shipMetrics(this.#courier, this.#origins)) {
      this.#counts.metrics += metrics;
      this.#counts.refused += refused;
      this.#file.save(this.#origins.state);
    }
  }

  readonly #stop = (): void => {
    this.#isStopped = true;
    this.#courier.stop();
    this.#naps.wake();
  };
}

/** What the user says of the resource goes before what the file says. */
function givenResource({ resource, service }: ShipTarget) {
  return { attributes: { ...jsonAttributes(resource), ...(service !== undefined && { "service.name": service }) } };
}

function warnOfFirsts(): (problem: ShipProblem) => void {
  const told = new Set<ShipProblem["kind"]>();
  return ({ kind, message }) => {
    if (told.has(kind)) return;
    told.add(kind);
    process.emitWarning(`ship: ${message} (said once)`, { type: "HeddleWarning", code: "HEDDLE_SHIP" });
  };
}
