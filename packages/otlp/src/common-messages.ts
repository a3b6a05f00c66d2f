/** The messages that OTLP's signals share: values, attributes, who records. */
import { type Integer, type MessageType, many, messageType, one } from "./message-type.ts";

/** One of these; none is null. */
export interface AnyValueMessage {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: Integer;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValueMessage[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValueMessage[] };
  readonly bytesValue?: string;
}

/** An attribute. */
export interface KeyValueMessage {
  readonly key?: string;
  readonly value?: AnyValueMessage;
}

/** Who recorded. */
export interface ResourceMessage {
  readonly attributes?: readonly KeyValueMessage[];
}

/** With which library. */
export interface ScopeMessage {
  readonly name?: string;
  readonly version?: string;
}

/** A value of any kind. */
export const anyValue: MessageType<AnyValueMessage> = messageType("AnyValue", {
  stringValue: one(1, "string"),
  boolValue: one(2, "bool"),
  intValue: one(3, "int64"),
  doubleValue: one(4, "double"),
  arrayValue: one(5, () => arrayValue),
  kvlistValue: one(6, () => keyValueList),
  bytesValue: one(7, "bytes"),
});

const arrayValue: MessageType<NonNullable<AnyValueMessage["arrayValue"]>> = messageType("ArrayValue", {
  values: many(1, () => anyValue),
});

const keyValueList: MessageType<NonNullable<AnyValueMessage["kvlistValue"]>> = messageType("KeyValueList", {
  values: many(1, () => keyValue),
});

export const keyValue: MessageType<KeyValueMessage> = messageType("KeyValue", {
  key: one(1, "string"),
  value: one(2, () => anyValue),
});

export const resource: MessageType<ResourceMessage> = messageType("Resource", {
  attributes: many(1, () => keyValue),
});

export const scope: MessageType<ScopeMessage> = messageType("InstrumentationScope", {
  name: one(1, "string"),
  version: one(2, "string"),
});
