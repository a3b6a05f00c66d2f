/** Tells numbers of payment cards from other numbers. */

/** Beginnings of card numbers by issuer, with the numbers of digits each has. ISO/IEC 7812. */
const issuers: readonly [beginning: RegExp, lengths: readonly number[]][] = [
  [/^4/, [16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65|62|35(?:2[89]|[3-8]))/, [16, 17, 18, 19]],
  [/^3(?:0[0-5]|[689])/, [14]],
];

/** Ids of spans and traces may be all digits. */
const idBefore = /(?:span|trace|parent)[\s_-]{0,2}id\W{0,5}$/i;

/** For `scanText`: all of `found`, or nothing of it. */
export function measureCard(found: string, { index, input }: RegExpExecArray): number {
  const digits = found.replace(/\D/g, "");
  const fits = issuers.some(([beginning, lengths]) => beginning.test(digits) && lengths.includes(digits.length));
  return fits && hasLuhnDigit(digits) && !idBefore.test(input.slice(Math.max(0, index - 20), index)) ? found.length : 0;
}

/** Every second digit from the right counts double, its digits added; the sum ends in 0. ISO/IEC 7812-1. */
function hasLuhnDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const counted = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}
