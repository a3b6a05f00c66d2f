/** What a typed span says of itself when it opens, so that one that never ends has said it. */
import type { Attributes } from "@heddle/core";
import { jsonAttributes } from "@heddle/core/bridge";
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
  const all: Record<string, unknown> = { [names.spanType]: type };
  put(all, names.operation, operation);
  putAll(all, attributes?.(name, options, settings.conventions));
  put(all, names.openInferenceKind, kind);
  put(all, names.level, level);
  put(all, type === "agent" || type === "sub_agent" ? names.agentVersion : names.version, version);
  if (isRoot) put(all, names.version, settings.version);
  put(all, names.tags, tags);
  put(all, names.metadata, metadata);
  if (prompt) putAll(all, promptAttributes(prompt));
  if (!keepsInput) {
    // A model is told its tools as it is told its messages.
    delete all[names.toolDefinitions];
  } else if (input !== undefined) putAll(all, shortened(write("input", input), settings.maxInputLength));
  return inConventions(options.attributes ? withOwn(all, options.attributes) : all, settings.conventions);
}

function putAll(all: Record<string, unknown>, more: Attributes | undefined): void {
  for (const name in more) put(all, name, more[name]);
}

/** What there is not takes no place: nothing has to be taken out later. */
function put(all: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) all[name] = value;
}

function withOwn(all: Attributes, own: Attributes): Attributes {
  try {
    return { ...all, ...own };
  } catch {
    // One of them throws when it is read.
    return { ...all, ...jsonAttributes(own) };
  }
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
