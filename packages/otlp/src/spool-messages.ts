/** What the two threads of a spool say to each other. */
import type { ShippingSettings } from "./courier.ts";
import type { OtlpResource } from "./otlp-resource.ts";

/** What the thread that ships is started with. Plain data. */
export interface FollowerSettings {
  /** The folder of the spool. */
  readonly folder: string;
  /** Who owns what is shipped. */
  readonly owner: string;
  /** The run that is being recorded. */
  readonly run: string;
  /** Who records it. */
  readonly resource: OtlpResource;
  /** Of a SpoolCounters. */
  readonly counters: SharedArrayBuffer;
  readonly shipping: ShippingSettings;
}

export type ToFollower =
  /** Somebody waits for what is there now: so many records of this run have got into files. `call`: a number that goes up. */
  | { readonly kind: "hurry"; readonly call: number; readonly records: number }
  /** Ship no more, and leave what is left to others. */
  | { readonly kind: "stop" };

export type FromFollower =
  /** Of all calls up to this number, what was there has arrived: of this run, and of the runs before it. */
  | { readonly kind: "arrived"; readonly own: number; readonly others: number }
  | { readonly kind: "problem"; readonly problem: string; readonly isLoss: boolean; readonly sort: string }
  /** It has come to its end. */
  | { readonly kind: "stopped" };
