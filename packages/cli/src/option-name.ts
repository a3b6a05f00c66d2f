/** Says how an option is typed. */

/** `--max-rows` of `maxRows`. */
export function optionName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
