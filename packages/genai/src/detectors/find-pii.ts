/** Finds what points to a person: addresses, and numbers of telephones, cards and accounts. */
import { isIPv6 } from "node:net";
import { textOf } from "@heddle/core/bridge";
import { measureCard } from "./card-number.ts";
import { measureIban } from "./iban.ts";
import { phoneDetectors } from "./phone-number.ts";
import { type Detector, type Finding, scanText } from "./scan-text.ts";

/** `us_ssn`: a Social Security number of the United States. */
export type PiiKind = "email" | "phone" | "credit_card" | "us_ssn" | "iban" | "ip_address";

/**
 * What in `text` points to a person, in order. Cards and accounts count only with a right check digit, telephones only in
 * a usual spelling or after a word that announces them. Names and streets have no pattern, and are not found. Time is
 * linear in the length of the text. Throws a TypeError for a kind that there is not.
 */
export function findPii(
  text: string,
  { kinds = piiKinds }: { readonly kinds?: readonly PiiKind[] } = {},
): readonly Finding<PiiKind>[] {
  const unknown = kinds.find((kind) => !piiKinds.includes(kind));
  if (unknown !== undefined) {
    throw new TypeError(`findPii: ${JSON.stringify(textOf(unknown))} is no kind; there are ${piiKinds.join(", ")}`);
  }
  return scanText(
    text,
    detectors.filter(({ kind }) => kinds.includes(kind)),
  );
}

const detectors: readonly Detector<PiiKind>[] = [
  {
    kind: "email",
    pattern:
      /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63}(?![\p{L}\p{N}-])/gu,
    measure: measureEmail,
  },
  {
    kind: "credit_card",
    pattern: /(?<![\w.]|\w-)(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{4,5})(?!\w|\.\d)/g,
    measure: measureCard,
  },
  { kind: "us_ssn", pattern: /(?<![\w.]|\w-)(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?!\w|-\w|\.\d)/g },
  {
    kind: "us_ssn",
    pattern:
      /(?<![a-z])(?:ssn|social security(?: number)?)["'\s:=#]{1,6}(?:is )?(?<found>\d{3}[ -]?\d\d[ -]?\d{4})(?!\d)/gi,
  },
  { kind: "iban", pattern: /(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z0-9]){11,30}/g, measure: measureIban },
  {
    kind: "ip_address",
    pattern:
      /(?<![\w.-]|[A-Za-z]\/)(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?!\w|\.\d|-\w)/g,
    measure: measureIpv4,
  },
  {
    kind: "ip_address",
    pattern: /(?<![\w:.])(?:[23][0-9a-f]{3}|f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):[0-9a-f:]{1,34}(?!\w)/gi,
    measure: measureIpv6,
  },
  ...phoneDetectors,
];

const piiKinds: readonly PiiKind[] = [...new Set(detectors.map(({ kind }) => kind))];

/** Not what only looks like one: the user of a URL or of a git remote, a package with its version, an image at twice its size. */
function measureEmail(found: string, { index, input }: RegExpExecArray): number {
  const isInUrl = /:\/\/[^\s/?#]*$/.test(input.slice(Math.max(0, index - 100), index));
  return isInUrl || /^git@|@\d+(?:x|\.\d+)\./.test(found) ? 0 : found.length;
}

/** Not what names this machine or any, and not a version or a section with four numbers. */
function measureIpv4(found: string, { index, input }: RegExpExecArray): number {
  const isNumbered = /(?:version|ver|release|build|section|chapter|§)[\s:="']{0,3}$/i.test(
    input.slice(Math.max(0, index - 12), index),
  );
  return isNumbered || /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.)/.test(found) ? 0 : found.length;
}

/** A colon after it is the sentence's. */
function measureIpv6(found: string): number {
  const address = found.replace(/(?<!:):$/, "");
  return isIPv6(address) ? address.length : 0;
}
