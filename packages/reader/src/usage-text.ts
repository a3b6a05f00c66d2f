/** Says what work took, in a few words. */
import type { Usage } from "./usage.ts";

/** `1,200 tokens in, 80 out, $0.0123`; what is not known is left out. */
export function usageText({ inputTokens, outputTokens, costUsd }: Partial<Usage>): string {
  const texts: string[] = [];
  if (inputTokens !== undefined) texts.push(`${counted(inputTokens, "token")} in`);
  if (outputTokens !== undefined) {
    texts.push(`${inputTokens === undefined ? counted(outputTokens, "token") : countText(outputTokens)} out`);
  }
  if (costUsd !== undefined) texts.push(costText(costUsd));
  return texts.join(", ");
}

/** `1 retry`, `1,200 tokens` */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `12,345`: the same in every locale. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** `$1.25`, `$0.0123`, `$0.000012`: three digits at least, cents at least. */
export function costText(usd: number): string {
  const cents = usd.toFixed(2);
  if (usd === 0 || Math.abs(usd) >= 1) return `$${cents}`;
  const exact = Number(usd.toPrecision(3));
  const digits = Math.max(2, -Math.floor(Math.log10(Math.abs(exact))) + 2);
  return `$${exact.toFixed(Math.min(digits, 20)).replace(/(\.\d\d\d*?)0+$/, "$1")}`;
}
