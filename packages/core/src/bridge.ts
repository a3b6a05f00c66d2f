/** What bridges to other systems need beside the protocol: what may leave the process, in which form, and a way back in. */
export { jsonAttributes } from "./attributes.ts";
export { escapeText, nameText, valueText } from "./console-text.ts";
export { type Format, type Part, textWidth, wrapParts } from "./console-wrap.ts";
export { isContentAttribute } from "./content-attributes.ts";
export {
  captureContext,
  contextValue,
  isOutsideOfSpans,
  type KeyedValue,
  outsideOfSpans,
  withContextValue,
} from "./context.ts";
export { cutValue } from "./cut.ts";
export { durationText } from "./duration-text.ts";
export { holdUntilExit, isExiting, letGo, type Waiting } from "./exit-hook.ts";
export { describeFailure, failureLine } from "./failure.ts";
export { deepFreeze } from "./freeze.ts";
export { histogramBounds } from "./histogram-bounds.ts";
export { randomIds } from "./ids.ts";
export { isNestedDeeper } from "./is-nested-deeper.ts";
export { LineFiles, type LineFilesOptions } from "./line-files.ts";
export { LINK_KIND, linkKinds, readLinkKind } from "./link-kinds.ts";
export { isTelling } from "./live-telling.ts";
export { keepMoments, type Moments, momentsOf } from "./moments.ts";
export {
  attributeRank,
  type OtlpAttributes,
  type OtlpLimits,
  type OtlpValue,
  toOtlpAttributes,
  toOtlpValue,
} from "./otlp-attributes.ts";
export { addParentSource, type ParentSource } from "./parent-source.ts";
export { type RecordWriter, type RecordWriterOptions, recordWriter } from "./record-writer.ts";
export { optionsOf } from "./recorder-access.ts";
export { type Settling, settle } from "./settle.ts";
export { drainOnSignals } from "./signal-hook.ts";
export { startSpanWith } from "./start-span.ts";
export { textOf } from "./text-of.ts";
export { toMicroseconds } from "./time-input.ts";
export { formatTimestamp, parseTimestamp } from "./timestamp.ts";
export { type StreamSource, type StreamSpan, TracedStream } from "./traced-stream.ts";
export { wholeMicroseconds } from "./whole-microseconds.ts";
