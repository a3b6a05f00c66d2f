/** Tells international bank account numbers from other words. */

/** How long they are, by country. ISO 13616. */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 " +
    "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 " +
    "LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 " +
    "RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** For `scanText`: as much of `found` as its country has characters, if they are right and a word ends there. */
export function measureIban(found: string, { index, input }: RegExpExecArray): number {
  const length = lengths[found.slice(0, 2)];
  if (length === undefined) return 0;
  const spelled = new RegExp(`^(?:[A-Z0-9] ?){${length - 1}}[A-Z0-9]`).exec(found)?.[0];
  if (spelled === undefined) return 0;
  return !/\w/.test(input.charAt(index + spelled.length)) && isRight(spelled.replaceAll(" ", "")) ? spelled.length : 0;
}

/** With the first four characters at the end and letters as numbers from 10 on, it leaves 1 when divided by 97. ISO 7064. */
function isRight(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4);
  return [...moved].reduce((rest, character) => Number(`${rest}${Number.parseInt(character, 36)}`) % 97, 0) === 1;
}
