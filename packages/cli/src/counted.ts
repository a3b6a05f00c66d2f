/** Says how many there are of something. */
import { countText } from "@heddle/reader";

/** `1 span`, `1,200 spans` */
export function counted(count: number, one: string): string {
  return `${countText(count)} ${one}${count === 1 ? "" : "s"}`;
}
