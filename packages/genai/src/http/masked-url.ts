/** Takes what is secret out of a URL. */

const MASK = "REDACTED";

/** As words of a parameter's name: `api_key`, `X-Amz-Signature`, `accessToken`. */
const secretWords = new Set(
  "auth authorization bearer cookie credential credentials hmac jwt key otp pass passphrase passwd password pwd secret session sid sig signature token".split(
    " ",
  ),
);
const secretEnding = /(?:apikey|accesskey|authkey|credentials?|passw(?:or)?d|secret|sessionid|signature|token)$/;
const signedUrl = /^x-(?:amz|goog)-/i;

/**
 * `url` without user name and password, without fragment, and without the values of parameters that have the name of a secret, or
 * that hold such parameters themselves. All else stays as it is.
 *
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/
 */
export function maskedUrl(url: string): string {
  const [sent = ""] = url.split("#", 1);
  const [place = "", ...query] = sent.replace(/^([^/?]*:\/\/)[^/?]*@/, `$1${MASK}:${MASK}@`).split("?");
  return query.length === 0 ? place : `${place}?${maskedQuery(query.join("?"))}`;
}

function maskedQuery(query: string): string {
  return query.split("&").map(maskedPair).join("&");
}

function maskedPair(pair: string): string {
  const equals = pair.indexOf("=");
  if (equals < 0) return pair;
  const name = pair.slice(0, equals);
  return isSecret(decoded(name)) || holdsSecrets(decoded(pair.slice(equals + 1))) ? `${name}=${MASK}` : pair;
}

function isSecret(name: string): boolean {
  if (signedUrl.test(name) || name === "code") return true;
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.some((word) => secretWords.has(word.toLowerCase())) || secretEnding.test(words.join("").toLowerCase());
}

/** A URL that is a parameter has parameters of its own. */
function holdsSecrets(value: string): boolean {
  const query = value.slice(value.indexOf("?") + 1);
  return query.includes("=") && maskedQuery(query) !== query;
}

/** What is not encoded as it should be is looked at as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
