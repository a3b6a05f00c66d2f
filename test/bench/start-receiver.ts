/** Starts an OTLP/HTTP receiver in a process of its own, and asks it what has arrived. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Receiver {
  /** Where to send traces to. */
  readonly url: string;
  /** How many spans have arrived since `clear`. */
  countSpans(): Promise<number>;
  clear(): Promise<void>;
  stop(): void;
}

/** A question to the receiver, and its answer. */
export type ReceiverQuestion = "port" | "clear" | "count";

export async function startReceiver(): Promise<Receiver> {
  const child = fork(fileURLToPath(import.meta.resolve("./programs/receiver.ts")));
  const ask = async (question: ReceiverQuestion) => {
    child.send(question);
    const [answer] = await once(child, "message");
    return answer as number;
  };
  const port = await ask("port");
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    countSpans: () => ask("count"),
    async clear() {
      await ask("clear");
    },
    stop: () => child.kill(),
  };
}
