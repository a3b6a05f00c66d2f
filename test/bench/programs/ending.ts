/** A program: makes one span, and comes to an end. Its argument is an EndingJob. */
import { setTimeout } from "node:timers/promises";
import { markOf } from "../marks.ts";
import { loadPlacedSubject } from "../subject.ts";

/** `control`: everything is flushed, and closed, first. */
export type Ending = "control" | "return" | "exit" | "throw" | "reject" | "SIGINT" | "SIGTERM" | "SIGKILL";

export interface EndingJob {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly ending: Ending;
  readonly isOpen: boolean;
}

/** Programs seldom end in the very moment that a library was set up: some open a file, or log in, meanwhile. */
const SET_UP_MS = 50;
/** A signal seldom comes in the very moment. */
const SIGNAL_AFTER_MS = 50;

const { subject: url, options, ending, isOpen } = JSON.parse(String(process.argv[2])) as EndingJob;
const subject = await loadPlacedSubject(url, options);
await setTimeout(SET_UP_MS);
const attributes = { "bench.mark": markOf(0) };
if (isOpen) subject.open("step", attributes);
else await subject.trace("step", attributes, async () => 1);
await end();

async function end(): Promise<void> {
  if (ending === "control") {
    await subject.flush();
    await subject.dispose();
  } else if (ending === "exit") process.exit(0);
  else if (ending === "throw") queueMicrotask(() => fail());
  else if (ending === "reject") void Promise.reject(new Error("rejected, as the bench asked"));
  else if (ending !== "return") {
    await setTimeout(SIGNAL_AFTER_MS);
    process.kill(process.pid, ending);
    await setTimeout(SIGNAL_AFTER_MS);
  }
}

function fail(): never {
  throw new Error("thrown, as the bench asked");
}
