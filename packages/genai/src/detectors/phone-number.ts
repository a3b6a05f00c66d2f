/** Tells numbers of telephones from other numbers. */
import type { Detector } from "./scan-text.ts";

const kind = "phone";

/** In the spellings of the world, of North America, and of countries where numbers begin with 0; and after a word. */
export const phoneDetectors: readonly Detector<"phone">[] = [
  { kind, pattern: /(?<![\w.,+-])\+[1-9](?:[ .\-/]?\(?\d\)?){6,14}(?!\d)/g, measure: measureInternational },
  {
    kind,
    pattern:
      /(?<![\w.+-])(?:1[ .-])?(?:\([2-9]\d\d\)[ .-]?[2-9]\d\d[ .-]|[2-9]\d\d-[2-9]\d\d-|[2-9]\d\d\.[2-9]\d\d\.)\d{4}(?![\w-]|\.\d)/g,
  },
  { kind, pattern: /(?<![\w.+-]|\d )0[1-9](?:[ .-]\d\d){4}(?![\w-]|\.\d)/g },
  {
    kind,
    pattern: /(?<![\w.+-]|\d )0[1-9]\d{0,3}(?: \d{3,4} \d{3,4}|[ /]\d{6,8}|-\d{3,4}-\d{4})(?![\w-]|\.\d)/g,
    measure: measureNational,
  },
  {
    kind,
    pattern:
      /(?<![a-z])(?:tele|mobile |cell ?)?(?:phone|tel|mobile|fax|whatsapp|call (?:me|us))(?:[\s_]{1,3}(?:number|no|nr|at|on|is)){0,3}["'\s:=.#]{1,6}(?<found>\+?\(?\d(?:[ .()/-]{0,2}\d){6,14})(?!\d)/gi,
    measure: (found) => (isDate(found) ? 0 : found.length),
  },
];

const northAmerican = /^\+1[ .-]?\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[ .-]?\d{4}(?!\d)/;

/**
 * With its country: 9 to 15 digits (ITU-T E.164), and in North America exactly 11. Full stops separate several groups or
 * none.
 */
function measureInternational(found: string): number {
  if (found.startsWith("+1")) return northAmerican.exec(found)?.[0].length ?? 0;
  const digits = found.replace(/\D/g, "").length;
  const isDecimal = found.includes(".") && !/^\+\d{1,3}(?:\.\d{1,4}){3,}$/.test(found);
  return digits >= 9 && !isDecimal ? found.length : 0;
}

function measureNational(found: string): number {
  const digits = found.replace(/\D/g, "").length;
  return digits >= 9 && digits <= 12 ? found.length : 0;
}

function isDate(text: string): boolean {
  return /^(?:\d{4}([-./ ])\d\d?\1\d\d?|\d\d?([-./ ])\d\d?\2\d{4})(?!\d)/.test(text);
}
