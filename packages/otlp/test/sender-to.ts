/** Makes senders to a receiver. */
import type { OtlpProtocol } from "@heddle/otlp";
import { onTestFinished, type TestContext } from "vitest";
import { type Endpoint, openSender, type Sender, type SenderSettings } from "../src/sender.ts";
import { Receiver } from "./receiver.ts";

/** Tests that run at the same time are told apart by their contexts. */
type Context = Pick<TestContext, "onTestFinished">;

/** A receiver until the test is over. */
export async function receiverFor(
  protocol: OtlpProtocol = "http/protobuf",
  context: Context = { onTestFinished },
): Promise<Receiver> {
  const receiver = await Receiver.start(protocol);
  context.onTestFinished(() => receiver.kill());
  return receiver;
}

/** The same where nobody listens yet. */
export async function receiverDown(protocol?: OtlpProtocol, context?: Context): Promise<Receiver> {
  const receiver = await receiverFor(protocol, context);
  await receiver.kill();
  return receiver;
}

/** A sender to `receiver` until the test is over, and its way to be told differently. */
export function senderTo(
  { url }: { readonly url: string },
  protocol: OtlpProtocol = "http/protobuf",
  { fetch, agent, ...endpoint }: Partial<Endpoint & SenderSettings> = {},
): Sender {
  const to = (path: string): Endpoint => {
    const plain = { protocol, url: `${url}${path}`, headers: {}, isCompressed: false, timeoutMs: 30_000 };
    return { ...plain, ...endpoint };
  };
  const endpoints = { traces: to("/v1/traces"), metrics: to("/v1/metrics") };
  const sender = openSender({ ...endpoints, ...(fetch && { fetch }), ...(agent && { agent }) });
  onTestFinished(() => sender.close());
  return sender;
}
