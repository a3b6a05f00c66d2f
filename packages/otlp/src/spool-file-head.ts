/** The line at the head of a spool's file: how many records were written before it, so that it can be told what is missing. */

/** No reader of JSONL knows it: they pass over it. */
const KIND = "spool_file";
const BEGINNING = `{"kind":"${KIND}",`;

/** As a line, newline included. */
export function spoolFileHead(recordsBefore: number): string {
  return `${BEGINNING}"records_before":${recordsBefore}}\n`;
}

/** What the head among `texts` says; `undefined` without one: older versions wrote none. */
export function recordsBefore(texts: readonly string[]): number | undefined {
  const head = texts.find((text) => text.startsWith(BEGINNING));
  return head === undefined ? undefined : Number(/:(\d+)}$/.exec(head)?.[1]);
}
