/** What the exit codes of all commands mean. */

/** `found`: what was looked for is there, such as a difference. `unreadable`: also when the rest could be read and is shown. */
export const exitCodes = { ok: 0, found: 1, usage: 2, unreadable: 3, defect: 70 } as const;
