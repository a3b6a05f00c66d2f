/** What a typed span says of itself when it opens, so that one that never ends has said it. */
import type { Attributes } from "@heddle/core";
import { inConventions, names } from "../names.ts";
import { promptAttributes } from "../prompts/prompt-attributes.ts";
import type { CurrentSettings } from "../settings.ts";
import { shortened } from "./shortened.ts";
import type { SpanKind, TypedSpanOptions } from "./span-function.ts";
import { termsOf } from "./span-types.ts";
import type { TypedSpan } from "./typed-span.ts";

/** The span's own, with its input. Those that the user gives win. */
export function openingAttributes<Options extends TypedSpanOptions, Typed extends TypedSpan>(
  { type, attributes, write }: SpanKind<Options, Typed>,
  name: string,
  options: Options,
  settings: CurrentSettings,
  isRoot: boolean,
): Attributes {
  const { operation, kind } = termsOf[type];
  const { level, tags, metadata, version, prompt, input, capture } = options;
  const keepsInput = capture?.input ?? settings.capture.input;
  const all: Attributes = {
    [names.spanType]: type,
    [names.operation]: operation,
    ...attributes?.(name, options, settings.conventions),
    [names.openInferenceKind]: kind,
    [names.level]: level,
    [type === "agent" || type === "sub_agent" ? names.agentVersion : names.version]: version,
    ...(isRoot && settings.version !== undefined && { [names.version]: settings.version }),
    [names.tags]: tags,
    [names.metadata]: metadata,
    ...(prompt && promptAttributes(prompt)),
    ...(keepsInput && input !== undefined && shortened(write("input", input), settings.maxInputLength)),
    // A model is told its tools as it is told its messages.
    ...(!keepsInput && { [names.toolDefinitions]: undefined }),
    ...options.attributes,
  };
  return inConventions(all, settings.conventions);
}

/** What every span inside carries, too. `settings`: of the outermost span. */
export function runAttributes(options: TypedSpanOptions, settings: Partial<CurrentSettings>): Attributes | undefined {
  const { userId, sessionId, environment = settings.environment } = options;
  if (userId === undefined && sessionId === undefined && environment === undefined) return undefined;
  return {
    [names.sessionId]: sessionId,
    [names.conversationId]: sessionId,
    [names.userId]: userId,
    [names.environment]: environment,
  };
}
