/** Asks a backend whether it would take what is sent to it. */
import { encodingFor } from "./encoding.ts";
import { otlpSettings } from "./otlp-settings.ts";
import { type OtlpProtocol, type Outcome, openSender, type Signal } from "./sender.ts";
import type { ShipTarget } from "./ship-options.ts";

/** What became of a request with nothing in it. */
export interface ProbeAnswer {
  readonly signal: "traces" | "metrics";
  readonly protocol: OtlpProtocol;
  /** Where the request went. */
  readonly url: string;
  /** `accepted`: all is well. `refused`: somebody is there, and does not take it. `failed`: nobody is, or not now. */
  readonly kind: "accepted" | "refused" | "failed";
  /** What the backend says, or why there is no answer; of one that accepts, a warning. */
  readonly message?: string;
}

const signals: readonly Signal[] = ["traces", "metrics"];

/**
 * Sends an empty request for each signal, once. `to`, and the environment where that says nothing, as for an
 * `OtlpTelemetry`. Rejects with a TypeError for what cannot be meant.
 */
export async function probe(to: string | URL | ShipTarget = {}): Promise<ProbeAnswer[]> {
  const target: ShipTarget = typeof to === "string" || to instanceof URL ? { url: to } : to;
  const { sender: endpoints, limits, resource } = otlpSettings(target);
  // Whoever asks waits for the answer.
  const sender = openSender({ ...endpoints, isBackground: false });
  const encoding = encodingFor(endpoints, limits);
  try {
    const outcomes = signals.map((signal) => sender.send(signal, encoding[signal]([], resource)));
    return (await Promise.all(outcomes)).map((outcome, index) => {
      const signal = signals[index] as Signal;
      const { protocol, url } = endpoints[signal];
      return { signal, protocol, url, ...answerOf(outcome) };
    });
  } finally {
    await sender.close();
  }
}

function answerOf({ kind, message }: Outcome): Pick<ProbeAnswer, "kind" | "message"> {
  return { kind, ...(message && { message }) };
}
