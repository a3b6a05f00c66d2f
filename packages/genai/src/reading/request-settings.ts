/** Everything that a request says, in one flat list, however it is put together. */
import { isObject, type Unknowns } from "./look.ts";
import { snakeCase } from "./snake-case.ts";

/** A setting, with the name it came with. */
interface RequestSetting {
  readonly key: string;
  readonly value: unknown;
}

/** By their names in snake_case. */
export type RequestSettings = ReadonlyMap<string, RequestSetting>;

/** Where providers keep settings beside the outermost: Gemini, Bedrock, Ollama, OpenAI's responses, LangChain. */
const places = [
  "config",
  "generation_config",
  "inference_config",
  "additional_model_request_fields",
  "options",
  "text",
  "invocation_params",
];

/** What stands outermost comes first. */
export function requestSettings(request: Unknowns): RequestSettings {
  const settings = new Map<string, RequestSetting>();
  collect(request, settings);
  for (const place of places) {
    const inner = settings.get(place)?.value;
    if (!isObject(inner)) continue;
    settings.delete(place);
    collect(inner, settings);
  }
  return settings;
}

/** The values of those of `names` that it has, in their order. */
export function valuesAt(settings: RequestSettings, names: readonly string[]): readonly unknown[] {
  const values: unknown[] = [];
  for (const name of names) {
    const setting = settings.get(name);
    if (setting !== undefined) values.push(setting.value);
  }
  return values;
}

function collect(object: Unknowns, settings: Map<string, RequestSetting>): void {
  for (const [key, value] of Object.entries(object)) {
    const name = snakeCase(key);
    if (value !== undefined && value !== null && !settings.has(name)) settings.set(name, { key, value });
  }
}
