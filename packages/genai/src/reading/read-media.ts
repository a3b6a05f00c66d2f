/** Reads images, sounds and documents: where they are, or what they hold. */
import type { MessagePart } from "./chat-message.ts";
import { defined, isObject, type Unknowns } from "./look.ts";

/** `undefined` for a `type` that is none of them, and where `given` has neither an address nor text that holds it. */
export function readMedia(given: Unknowns, type: string): MessagePart | undefined {
  if (!/image|audio|video|document|file/.test(type)) return undefined;
  const places = placesIn(given);
  const mimeType = textIn(places, "media_type", "mediaType", "mimeType", "mime_type");
  const modality = (/^(image|audio|video)/.exec(mimeType ?? "") ?? /image|audio|video/.exec(type))?.[0] ?? "document";
  const media = { modality, mime_type: mimeType };
  const held = textIn(places, "data", "image", "file_data", "base64");
  const address =
    textIn(places, "url", "uri", "fileUri", "file_url", "image_url") ?? (isAddress(held) ? held : undefined);
  if (address !== undefined) return defined<MessagePart>({ type: "uri", ...media, uri: address });
  const fileId = textIn(places, "file_id", "fileId");
  if (fileId !== undefined) return defined<MessagePart>({ type: "file", ...media, file_id: fileId });
  return held === undefined ? undefined : defined<MessagePart>({ type: "blob", ...media, content: held });
}

/** Most keep it in an object of its own, innermost first here. */
function placesIn(given: Unknowns): readonly Unknowns[] {
  const inner = [given.source, given.image_url, given.input_audio, given.file, given.data];
  return [...inner.filter((place) => isObject(place) && !(place instanceof URL)), given] as readonly Unknowns[];
}

function textIn(places: readonly Unknowns[], ...keys: readonly string[]): string | undefined {
  for (const place of places) {
    for (const key of keys) {
      const value = place[key];
      if (typeof value === "string") return value;
      if (value instanceof URL) return value.href;
    }
  }
  return undefined;
}

function isAddress(text: string | undefined): boolean {
  return text !== undefined && /^(https?|gs|s3):/.test(text);
}
