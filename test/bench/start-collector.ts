/** Starts a server, in a process of its own, that takes whatever any library sends, and tells what came. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A request, as it came. */
export interface Sent {
  readonly path: string;
  readonly contentType: string;
  /** Unpacked, in base64. */
  readonly body: string;
}

/** A question to the collector. */
export type CollectorQuestion = "port" | "clear" | "count" | "sent";

export class Collector {
  readonly url: string;
  readonly #child: ChildProcess;

  constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** How many different marks have come since `clear`. */
  async countMarks(): Promise<number> {
    return (await ask(this.#child, "count")) as number;
  }

  /** What has come since `clear`: at most the first 100 requests. */
  async sent(): Promise<readonly Sent[]> {
    return (await ask(this.#child, "sent")) as readonly Sent[];
  }

  async clear(): Promise<void> {
    await ask(this.#child, "clear");
  }

  stop(): void {
    this.#child.kill();
  }
}

export async function startCollector(): Promise<Collector> {
  const child = fork(fileURLToPath(import.meta.resolve("./programs/collector.ts")));
  return new Collector(`http://127.0.0.1:${await ask(child, "port")}`, child);
}

async function ask(child: ChildProcess, question: CollectorQuestion): Promise<unknown> {
  const answered = new AbortController();
  const { signal } = answered;
  const ended = once(child, "exit", { signal }).then(([code, by]) => {
    throw new Error(`the collector has ended with ${by ?? code}`);
  });
  child.send(question);
  try {
    const [answer] = await Promise.race([once(child, "message", { signal }), ended]);
    return answer;
  } finally {
    answered.abort();
  }
}
