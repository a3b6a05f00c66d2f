/** Makes senders to a receiver. */
import { type Endpoint, type OtlpProtocol, openSender, type Sender, type SenderSettings } from "@heddle/otlp";
import { onTestFinished } from "vitest";
import { Receiver } from "./receiver.ts";

/** A receiver until the test is over. */
export async function receiverFor(protocol: OtlpProtocol = "http/protobuf"): Promise<Receiver> {
  const receiver = await Receiver.start(protocol);
  onTestFinished(() => receiver.kill());
  return receiver;
}

/** The same where nobody listens yet. */
export async function receiverDown(protocol: OtlpProtocol = "http/protobuf"): Promise<Receiver> {
  const receiver = await receiverFor(protocol);
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
    const plain = { protocol, url: `${url}${path}`, headers: {}, isCompressed: false, timeoutMs: 5000 };
    return { ...plain, ...endpoint };
  };
  const endpoints = { traces: to("/v1/traces"), metrics: to("/v1/metrics") };
  const sender = openSender({ ...endpoints, ...(fetch && { fetch }), ...(agent && { agent }) });
  onTestFinished(() => sender.close());
  return sender;
}
