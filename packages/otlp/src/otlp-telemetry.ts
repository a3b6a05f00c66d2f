/** Ships every span and metric to an OTLP backend. */
import { type FlushOptions, Recorder } from "@heddle/core";
import type { OtlpOptions } from "./otlp-options.ts";
import { type OtlpSettings, otlpSettings } from "./otlp-settings.ts";
import { OtlpSink } from "./otlp-sink.ts";
import { SpoolSink } from "./spool-sink.ts";

/**
 * Records wait in memory, in bounded bytes, until the backend has taken them: through outages, by new tries. What is refused
 * or has no room is counted in `health()` and told to `onSinkError`. Prompts and tool payloads stay at home, unless
 * `captureContent` is on.
 *
 * The natural end of the process waits for what is pending, and so do SIGTERM and SIGINT with the option `signals`.
 * `process.exit()` loses it: await `flush()` before, or give a `spool`.
 *
 * With `OTEL_SDK_DISABLED=true` in the environment it records nothing. Throws a TypeError for an option or an environment
 * variable that cannot be meant.
 */
export class OtlpTelemetry extends Recorder {
  readonly #sink: OtlpSink | SpoolSink | undefined;

  constructor(options: OtlpOptions = {}) {
    const settings = otlpSettings(options);
    const sink = settings.isDisabled ? undefined : openSink(settings, nowOf(options));
    super(sink ?? [], options);
    this.#sink = sink;
  }

  /** Sends what is pending, for so long at most, gives up the rest, which a spool keeps, and closes the connections. Never rejects. */
  async shutdown(options?: FlushOptions): Promise<void> {
    await this.flush(options);
    await this.#sink?.[Symbol.asyncDispose]();
    await this[Symbol.asyncDispose]();
  }
}

function openSink({ spool, ...settings }: OtlpSettings, now: () => number): OtlpSink | SpoolSink {
  return spool === undefined ? new OtlpSink(settings, now) : new SpoolSink(settings, spool);
}

/** A clock of the program's own may be broken; metrics are sent all the same. */
function nowOf({ clock }: OtlpOptions): () => number {
  if (clock === undefined) return Date.now;
  return () => {
    try {
      return Number(clock.wallMs(clock.monotonicMs())) || Date.now();
    } catch {
      return Date.now();
    }
  };
}
