/** Tells which URLs are meant. */
import { outsideOfSpans } from "@heddle/core/bridge";

/** Origins, such as `https://api.example.com`, or what says true for a URL. */
export type UrlMatch = readonly string[] | ((url: URL) => boolean);

/** Whether a URL is meant; none is unless `match` is given. Throws a TypeError for what is no origin, with `option` in it. */
export function urlMatcher(option: string, match: UrlMatch = []): (url: string) => boolean {
  // Its own requests are not to be asked about.
  if (typeof match === "function") return (url) => outsideOfSpans(() => match(new URL(url)));
  if (!Array.isArray(match)) throw new TypeError(`${option} is ${String(match)}; give a list of origins or a function`);
  const origins = new Set(match.map((text) => originOf(option, text)));
  return (url) => origins.has(new URL(url).origin);
}

function originOf(option: string, text: string): string {
  const url = URL.parse(text);
  if (url !== null && url.origin !== "null" && url.href === `${url.origin}/`) return url.origin;
  throw new TypeError(`${option} ${JSON.stringify(text)} is no origin; give one such as "https://api.example.com"`);
}
