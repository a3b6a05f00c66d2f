/** One way to post a request: what the three protocols have in common. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Endpoint, Outcome } from "./sender.ts";

export interface Transport {
  /** Rejects when there is no whole answer, and when `abort` tells it to stop. */
  post(body: Uint8Array, abort: AbortSignal): Promise<Outcome>;
  close(): void;
}

/** Answers are a few bytes; more of one is not kept. */
export const MAX_ANSWER_BYTES = 65_536;

export const USER_AGENT = "heddle-otlp";

const compress = promisify(gzip);

/** `body` as it goes out. */
export async function packed(body: Uint8Array, { isCompressed }: Endpoint): Promise<Uint8Array> {
  return isCompressed ? compress(body) : body;
}
