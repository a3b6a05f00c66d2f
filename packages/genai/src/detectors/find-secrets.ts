/** Finds secrets: keys, tokens, passwords. */
import { type Detector, type Finding, scanText } from "./scan-text.ts";
import { type VendorTokenKind, vendorTokenDetectors } from "./vendor-tokens.ts";

/**
 * `authorization`: what follows `Bearer` or `Basic`. `password`: of a URL, or after a word such as `password`. `secret`: what
 * looks random after a word such as `api_key`.
 */
export type SecretKind = VendorTokenKind | "authorization" | "jwt" | "password" | "private_key" | "secret";

/**
 * The secrets in `text`, in order. What looks random is one only after a word that says so: ids and digests are random, too.
 * Time is linear in the length of the text.
 */
export function findSecrets(text: string): readonly Finding<SecretKind>[] {
  return scanText(text, detectors);
}

/** What stands between a word and its value: in code, in JSON (also within a text), in YAML, a query or a sentence. */
const between = String.raw`\\{0,3}["'\x60]?[ \t]{0,5}(?::=|=>|[:=]|[ \t]is[ \t])[ \t]{0,5}\\{0,3}["'\x60]?`;

const detectors: readonly Detector<SecretKind>[] = [
  ...vendorTokenDetectors,
  {
    kind: "private_key",
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
    measure: measurePrivateKey,
  },
  { kind: "jwt", pattern: /(?<![\w-])eyJ[\w-]{10,}(?:\.[\w-]+){1,4}/g },
  {
    kind: "authorization",
    pattern: /(?<![a-z])(?:bearer|basic)[ \t]{1,3}(?<found>[\w.~+/-]{12,2000}={0,2})/gi,
    measure: (found) => (/\d|.[A-Z]/.test(found) && !isPlaceholder(found) ? found.length : 0),
  },
  {
    kind: "password",
    pattern: /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@?#]{0,100}:(?<found>[^\s/"'<>]{1,256})(?=@[\w.[-])/gi,
    measure: (found) => (isPlaceholder(found) ? 0 : found.length),
  },
  {
    kind: "password",
    pattern: new RegExp(
      String.raw`(?:(?:passw(?:or)?d|passphrase|pwd)${between}|--password[ \t])(?<found>[^\s"'\x60\\,;&<>(){}[\]]{6,256})`,
      "gi",
    ),
    measure: (found, match) => (isPassword(found) && !isPlaceholder(found) && !isCalled(match) ? found.length : 0),
  },
  {
    kind: "secret",
    pattern: new RegExp(
      String.raw`(?:(?:api|access|account|auth|private|signing|encryption)[_-]?key|authorization|secret|token|credentials?)${between}(?<found>[^\s"'\x60\\,;:=&<>(){}[\]]{16,512}={0,2})`,
      "gi",
    ),
    measure: (found, match) => (isRandom(found) && !isPlaceholder(found) && !isCalled(match) ? found.length : 0),
  },
];

/** Up to its last line. One that is cut off: as far as it can be a key. */
function measurePrivateKey(found: string, { index, input }: RegExpExecArray): number {
  const body = index + found.length;
  const lastLine = /-----END [A-Z0-9 ]{0,40}-----/y;
  lastLine.lastIndex = input.indexOf("-----", body);
  if (lastLine.lastIndex >= body && lastLine.test(input)) return lastLine.lastIndex - index;
  const key = /(?:(?:\s|\\[nr])*[A-Za-z0-9+/=]{20,})*/y;
  key.lastIndex = body;
  key.test(input);
  return Math.max(key.lastIndex, body) - index;
}

/** A variable or a tag of a template, a mask, a path. */
const blank = /^(?:\$[{(]|\$[A-Z_][A-Z0-9_]*$|%[A-Z_]+%|%[sdv]$|#?\{|\[|\*{2}|x{3}|X{3}|\.{2}|~?\/)/;

/** Words of somebody who means yours, and names in code. */
const standIn =
  /^(?:your|my[_-]|example|redacted|https?:|(?:process|import|config|settings|secrets|self|this|os|env)\.)/i;

/** What stands where a secret would be. */
function isPlaceholder(text: string): boolean {
  return blank.test(text) || standIn.test(text);
}

/** A name with an argument after it is code that gets the secret from elsewhere. */
function isCalled({ 0: whole, index, input }: RegExpExecArray): boolean {
  return input.charAt(index + whole.length) === "(";
}

/** Not a word, as a type or a path of properties is one. */
function isPassword(text: string): boolean {
  return /[^\p{L}\p{M}_.]/u.test(text);
}

/** Letters and digits, of which none is frequent: three bits a character, and more. */
function isRandom(text: string): boolean {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, count) => sum - count * Math.log2(count / text.length), 0);
  return /\d/.test(text) && /[a-z]/i.test(text) && bits / text.length >= 3;
}
