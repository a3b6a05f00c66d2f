/** Ships the records of some lines. */
import type { Courier } from "./courier.ts";
import type { Origins } from "./origins.ts";
import { type BadLine, unpack } from "./unpack.ts";

/** What has become of them. */
export interface ShippedLines {
  /** Taken by the backend. */
  readonly spans: number;
  readonly refused: number;
  readonly badLines: readonly BadLine[];
}

/** Resolves when every span of the lines is settled. Their metrics are added up, for `shipMetrics`. */
export async function shipLines(texts: readonly string[], courier: Courier, origins: Origins): Promise<ShippedLines> {
  const { spans, badLines } = unpack(texts, courier.encoding, origins);
  let sent = 0;
  let refused = 0;
  for (const [{ resource }, encoded] of spans) {
    sent += encoded.length;
    refused += await courier.sendSpans(encoded, resource);
  }
  return { spans: sent - refused, refused, badLines };
}

/** What has become of metric records. */
export interface ShippedMetrics {
  readonly metrics: number;
  readonly refused: number;
}

/** Ships what the metrics have come to that has not arrived yet; a step for each who wrote them. */
export async function* shipMetrics(courier: Courier, origins: Origins): AsyncGenerator<ShippedMetrics> {
  for (const origin of origins.unsent()) {
    const { unsent, resource } = origin;
    const refused = await courier.sendMetrics(origin.collect(), unsent, resource);
    origin.sent(unsent);
    yield { metrics: unsent - refused, refused };
  }
}
