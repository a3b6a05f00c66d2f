/** Takes what OpenTelemetry hands over into a telemetry or a sink: without ever throwing, and never in a circle. */
import type { FlushOptions, Member } from "@heddle/core";
import { type RecordWriter, recordWriter } from "@heddle/core/bridge";

export class Intake {
  readonly #name: string;
  readonly #writer: RecordWriter;
  readonly #told = new Set<string>();
  #isBusy = false;

  /** Throws a TypeError for what is no telemetry and no sink, and for one that leads to OpenTelemetry alone. */
  constructor(name: string, target: Member) {
    this.#name = name;
    this.#writer = recordWriter(target, { skipMinting: true });
  }

  /** What `hand` throws is told once a kind, and comes back. What it causes to be handed over in turn is left out. */
  take(hand: (writer: RecordWriter) => void): Error | undefined {
    if (this.#isBusy) return this.#tell("circle", new Error("the target records its own work there; that is left out"));
    this.#isBusy = true;
    try {
      hand(this.#writer);
      return undefined;
    } catch (error) {
      return this.#tell("failure", error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#isBusy = false;
    }
  }

  /** Never rejects. */
  flush(options?: FlushOptions): Promise<void> {
    return this.#writer.flush(options);
  }

  #tell(kind: string, error: Error): Error {
    if (this.#told.has(kind)) return error;
    this.#told.add(kind);
    const message = `${this.#name}: ${error.message} (telemetry goes on; said once)`;
    process.emitWarning(message, { type: "HeddleWarning", code: "HEDDLE_OTEL" });
    return error;
  }
}
