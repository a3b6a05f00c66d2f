/** Who did what, for compliance: entries that are signed and chained, so that nobody changes the past unseen. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { JsonObject } from "@heddle/core";

/** One thing that was done. */
export interface AuditEvent {
  /** Who did it: a user, an agent, a service. */
  readonly actor: string;
  /** What it was: `refund_issued`. */
  readonly action: string;
  readonly payload?: JsonObject;
  readonly sessionId?: string;
  readonly userId?: string;
}

/** An event as it stands in the log. */
export interface AuditEntry extends AuditEvent {
  /** 1 for the first. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** The signature of the entry before; empty for the first. */
  readonly previous: string;
  /** HMAC-SHA256 of everything else, in hex. */
  readonly signature: string;
}

/** What is wrong with a line of the log, counted from 1. */
export interface AuditProblem {
  readonly line: number;
  readonly problem: string;
}

/** What `verifyAuditLog` found. */
export interface AuditReport {
  readonly entries: readonly AuditEntry[];
  /** Empty when nothing was changed, taken out, put in or moved. */
  readonly problems: readonly AuditProblem[];
}

/** An append-only file of JSON lines, one process at a time. */
export class FileAuditLog {
  readonly #path: string;
  readonly #secret: string;
  readonly #now: () => Date;
  #seq = 0;
  #previous = "";

  /**
   * Goes on where the file ends. Throws a TypeError for an empty secret, and an Error for a file that was tampered with:
   * nothing is added to one.
   */
  constructor(path: string, options: { readonly secret: string; readonly now?: () => Date }) {
    const { secret, now = () => new Date() } = options;
    if (secret === "") throw new TypeError("FileAuditLog: secret is empty; give the key that signs the entries");
    this.#path = path;
    this.#secret = secret;
    this.#now = now;
    if (!existsSync(path)) return;
    const { entries, problems } = verifyAuditLog(path, { secret });
    const [first] = problems;
    if (first !== undefined) throw new Error(`FileAuditLog: ${path}, line ${first.line}: ${first.problem}`);
    const last = entries.at(-1);
    this.#seq = last?.seq ?? 0;
    this.#previous = last?.signature ?? "";
  }

  /** The signature of the last entry: kept elsewhere, it also proves that none was cut off at the end. */
  get head(): string {
    return this.#previous;
  }

  /** Reads the file, and says whether it is as this log has left it. */
  verify(): AuditReport {
    return verifyAuditLog(this.#path, { secret: this.#secret, head: this.#previous });
  }

  /** Signs an entry and appends it before the call returns. Throws what the file system throws. */
  append(event: AuditEvent): AuditEntry {
    const seq = this.#seq + 1;
    const unsigned = { seq, timestamp: this.#now().toISOString(), ...event, previous: this.#previous };
    const body = JSON.stringify(unsigned);
    const signature = sign(body, this.#secret);
    appendFileSync(this.#path, `${body.slice(0, -1)},"signature":"${signature}"}\n`, { mode: 0o600 });
    this.#seq = seq;
    this.#previous = signature;
    return { ...unsigned, signature };
  }
}

/** Reads a log and says what was done to it. `head`: the signature that its last entry must have. */
export function verifyAuditLog(
  path: string,
  options: { readonly secret: string; readonly head?: string },
): AuditReport {
  const lines = readFileSync(path, "utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const entries: AuditEntry[] = [];
  const problems: AuditProblem[] = [];
  let [seq, previous] = [0, ""];
  for (const [index, line] of lines.entries()) {
    const entry = entryOf(line, options.secret);
    const problem =
      entry === undefined
        ? "it was edited: its signature is not its own"
        : entry.seq !== seq + 1
          ? `it is number ${entry.seq} where ${seq + 1} belongs: entries were taken out or moved`
          : entry.previous !== previous
            ? "the entry before it is another one"
            : undefined;
    if (problem !== undefined) problems.push({ line: index + 1, problem });
    if (entry === undefined) continue;
    entries.push(entry);
    ({ seq, signature: previous } = entry);
  }
  if (options.head !== undefined && options.head !== previous) {
    problems.push({ line: lines.length, problem: "the log does not end with the entry that it should" });
  }
  return { entries, problems };
}

/** `undefined` for a line that was not written by this key. */
function entryOf(line: string, secret: string): AuditEntry | undefined {
  const [, body, signature] = /^(\{.*),"signature":"([0-9a-f]{64})"\}$/.exec(line) ?? [];
  if (body === undefined || signature === undefined) return undefined;
  const expected = Buffer.from(sign(`${body}}`, secret), "hex");
  if (!timingSafeEqual(Buffer.from(signature, "hex"), expected)) return undefined;
  return { ...(JSON.parse(`${body}}`) as Omit<AuditEntry, "signature">), signature };
}

function sign(body: string, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
