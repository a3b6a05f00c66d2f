/** Finds the one delivery of a sink. */
import { Delivery } from "./delivery.ts";
import { LateDelivery } from "./late-delivery.ts";
import { asLateSink } from "./late-sink.ts";
import type { Sink } from "./sink.ts";

const deliveries = new WeakMap<Sink, Delivery>();

/** The one delivery of a sink: whoever writes to it, there is one account. */
export function deliveryOf(sink: Sink): Delivery {
  const known = deliveries.get(sink);
  if (known !== undefined) return known;
  const late = asLateSink(sink);
  const delivery = late === undefined ? new Delivery(sink) : new LateDelivery(late);
  deliveries.set(sink, delivery);
  return delivery;
}
