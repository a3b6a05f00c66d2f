/** Waits for an answer, but not for ever. */
import type { Outcome } from "./sender.ts";

interface Deadline {
  readonly timeoutMs: number;
  readonly isBackground: boolean;
  readonly closing: Set<() => void>;
}

/**
 * What `work` comes to. An error, no answer in time, and the end of the sender, which calls what it finds in `closing`, are
 * failures. Never rejects. `isBackground`: it does not keep the process alive while it waits.
 */
export function withDeadline(
  { timeoutMs, isBackground, closing }: Deadline,
  work: (abort: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const controller = new AbortController();
  return new Promise<Outcome>((resolve) => {
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      closing.delete(close);
      resolve(outcome);
    };
    const giveUp = (message: string) => {
      settle({ kind: "failed", message });
      controller.abort();
    };
    const close = () => giveUp("the connection was closed");
    const timer = setTimeout(() => giveUp(`no answer within ${timeoutMs} ms`), timeoutMs);
    if (isBackground) timer.unref();
    closing.add(close);
    work(controller.signal).then(settle, (error) => settle({ kind: "failed", message: messageOf(error) }));
  });
}

/** A `fetch` of the user's may reject with anything. Never throws. */
function messageOf(error: unknown): string {
  try {
    return reasonOf(error);
  } catch {
    return "the reason cannot be read";
  }
}

/** Node puts the reason of a failed connection into a cause, a code or a list of errors. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(", ");
  const code = String((error as NodeJS.ErrnoException).code ?? error.name);
  return `${error.message || code}${hintOf(code)}`;
}

/** What answers when a port speaks another protocol than the one that was given. */
function hintOf(code: string): string {
  if (code.startsWith("HPE_")) return ': no answer of HTTP; if the port is one of gRPC, give protocol "grpc"';
  const isForeign = code === "ERR_HTTP2_ERROR";
  return isForeign ? ': no answer of gRPC; if the port is one of HTTP, give protocol "http/protobuf"' : "";
}
