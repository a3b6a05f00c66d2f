import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { Courier, Stopped } from "../src/courier.ts";
import { otlpSettings } from "../src/otlp-settings.ts";
import { openSender } from "../src/sender.ts";
import { receiverFor } from "./sender-to.ts";
import { spanNamed } from "./spooling.ts";

test("a courier that was stopped takes nothing more, and has nothing to tell when the connections are closed", async () => {
  const receiver = await receiverFor();
  const settings = otlpSettings({ url: receiver.url });
  const sender = openSender(settings.sender);
  const told: string[] = [];
  const courier = new Courier(settings, sender, (problem) => told.push(problem));
  const span = courier.encoding.span(spanNamed("late"));

  courier.stop();
  await expect(courier.sendSpans([span], settings.resource)).rejects.toThrow(Stopped);
  await turn();
  await sender.close();
  await turn();

  expect(told).toEqual([]);
  expect(receiver.requests).toEqual([]);
});
