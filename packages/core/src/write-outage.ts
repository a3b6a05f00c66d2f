/** What is said of a disk that takes nothing. */

export function cannotBeWritten(path: string, cause: Error): Error {
  return new Error(`${path} cannot be written: ${cause.message}; records wait`, { cause });
}

export function notWrittenIn(timeoutMs: number, lines: number, cause: unknown): Error {
  return new Error(`${lines} lines are not written after ${timeoutMs} ms`, { cause });
}
