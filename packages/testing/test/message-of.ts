/** What an assertion says when it fails. */

/** The message of what `work` throws, with newlines around it; throws itself when `work` does not. */
export function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return `\n${(error as Error).message}\n`;
  }
  throw new Error("nothing was thrown");
}
