/** The data points of OTLP's metrics. */
import { type KeyValueMessage, keyValue } from "./common-messages.ts";
import { type Integer, type MessageType, many, messageType, one } from "./message-type.ts";

/** What every data point has. */
export interface PointMessage {
  readonly attributes?: readonly KeyValueMessage[];
  readonly startTimeUnixNano?: number;
  readonly timeUnixNano?: number;
  readonly flags?: number;
}

/** A point of a gauge or a sum, which has one of these values. */
export interface NumberPointMessage extends PointMessage {
  readonly asDouble?: number;
  readonly asInt?: Integer;
}

/** What both kinds of histogram have. */
export interface DistributionPointMessage extends PointMessage {
  readonly count?: Integer;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
}

export interface HistogramPointMessage extends DistributionPointMessage {
  readonly bucketCounts?: readonly Integer[];
  readonly explicitBounds?: readonly number[];
}

export interface ExponentialHistogramPointMessage extends DistributionPointMessage {
  readonly scale?: number;
  readonly zeroCount?: Integer;
  readonly zeroThreshold?: number;
  readonly positive?: BucketsMessage;
  readonly negative?: BucketsMessage;
}

/** The buckets of one sign, from the one of index `offset`. */
export interface BucketsMessage {
  readonly offset?: number;
  readonly bucketCounts?: readonly Integer[];
}

export interface SummaryPointMessage extends PointMessage {
  readonly count?: Integer;
  readonly sum?: number;
  readonly quantileValues?: readonly QuantileMessage[];
}

interface QuantileMessage {
  readonly quantile?: number;
  readonly value?: number;
}

const times = { startTimeUnixNano: one(2, "time"), timeUnixNano: one(3, "time") };

export const numberPoint: MessageType<NumberPointMessage> = messageType("NumberDataPoint", {
  ...times,
  asDouble: one(4, "double"),
  asInt: one(6, "sfixed64"),
  attributes: many(7, () => keyValue),
  flags: one(8, "uint32"),
});

export const histogramPoint: MessageType<HistogramPointMessage> = messageType("HistogramDataPoint", {
  ...times,
  count: one(4, "fixed64"),
  sum: one(5, "double"),
  bucketCounts: many(6, "fixed64"),
  explicitBounds: many(7, "double"),
  attributes: many(9, () => keyValue),
  flags: one(10, "uint32"),
  min: one(11, "double"),
  max: one(12, "double"),
});

export const exponentialHistogramPoint: MessageType<ExponentialHistogramPointMessage> = messageType(
  "ExponentialHistogramDataPoint",
  {
    attributes: many(1, () => keyValue),
    ...times,
    count: one(4, "fixed64"),
    sum: one(5, "double"),
    scale: one(6, "sint32"),
    zeroCount: one(7, "fixed64"),
    positive: one(8, () => buckets),
    negative: one(9, () => buckets),
    flags: one(10, "uint32"),
    min: one(12, "double"),
    max: one(13, "double"),
    zeroThreshold: one(14, "double"),
  },
);

const buckets: MessageType<BucketsMessage> = messageType("Buckets", {
  offset: one(1, "sint32"),
  bucketCounts: many(2, "uint64"),
});

export const summaryPoint: MessageType<SummaryPointMessage> = messageType("SummaryDataPoint", {
  ...times,
  count: one(4, "fixed64"),
  sum: one(5, "double"),
  quantileValues: many(6, () => quantile),
  attributes: many(7, () => keyValue),
  flags: one(8, "uint32"),
});

const quantile: MessageType<QuantileMessage> = messageType("ValueAtQuantile", {
  quantile: one(1, "double"),
  value: one(2, "double"),
});
