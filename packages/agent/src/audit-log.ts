/** Who did what, for compliance: entries that are signed and chained, so that nobody changes the past unseen. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from "node:fs";
import type { JsonObject } from "@heddle/core";
import { mistake } from "./mistake.ts";

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

/** An append-only file of JSON lines, which one log at a time writes. */
export class FileAuditLog {
  readonly #path: string;
  readonly #secret: string;
  readonly #now: () => Date;
  #seq = 0;
  #head = "";
  #bytes = 0;

  /**
   * Goes on where the file ends. A line that a crash has cut off is no entry: another takes its place, and keeps its text
   * (`torn_line_replaced`). Throws a TypeError for an empty secret, and an Error for a file that was tampered with.
   */
  constructor(path: string, options: { readonly secret: string; readonly now?: () => Date }) {
    const { secret, now = () => new Date() } = options;
    if (typeof secret !== "string" || secret === "") {
      throw new TypeError("FileAuditLog: secret is empty; give the key that signs the entries");
    }
    this.#path = path;
    this.#secret = secret;
    this.#now = now;
    const content = existsSync(path) ? readFileSync(path, "latin1") : "";
    this.#bytes = content.lastIndexOf("\n") + 1;
    const { entries, problems } = verifyContent(content.slice(0, this.#bytes), secret);
    const [first] = problems;
    if (first !== undefined) throw new Error(`FileAuditLog: ${path}, line ${first.line}: ${first.problem}`);
    this.#seq = entries.length;
    this.#head = entries.at(-1)?.signature ?? "";
    if (content.length === this.#bytes) return;
    const text = Buffer.from(content.slice(this.#bytes), "latin1").toString();
    truncateSync(path, this.#bytes);
    this.#write({ actor: "FileAuditLog", action: "torn_line_replaced", payload: { text } });
  }

  /** The signature of the last entry: kept elsewhere, it also proves that none was cut off at the end. */
  get head(): string {
    return this.#head;
  }

  /** Reads the file, and says whether it is as this log has left it. */
  verify(): AuditReport {
    return verifyAuditLog(this.#path, { secret: this.#secret, head: this.#head });
  }

  /**
   * Signs an entry, appends it before the call returns, and gives it back as it is on disk. Throws a TypeError for an
   * event without actor or action, an Error when another has written to the file, and what the file system throws.
   */
  append(event: AuditEvent): AuditEntry {
    for (const name of ["actor", "action"] as const) {
      const value: unknown = event[name];
      if (typeof value !== "string" || value === "") throw mistake(`FileAuditLog: ${name}`, value, "give text");
    }
    if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) !== this.#bytes) {
      throw new Error(`FileAuditLog: another has written to ${this.#path}; give each log a file, and open it anew`);
    }
    return this.#write(event);
  }

  #write({ actor, action, payload, sessionId, userId }: AuditEvent): AuditEntry {
    const [seq, timestamp] = [this.#seq + 1, this.#now().toISOString()];
    const body = JSON.stringify({ seq, timestamp, actor, action, payload, sessionId, userId, previous: this.#head });
    const signature = sign(body, this.#secret);
    const line = Buffer.from(`${body.slice(0, -1)},"signature":"${signature}"}\n`);
    appendFileSync(this.#path, line, { mode: 0o600 });
    this.#seq = seq;
    this.#head = signature;
    this.#bytes += line.length;
    return { ...JSON.parse(body), signature };
  }
}

/** Reads a log and says what was done to it. `head`: the signature that its last entry must have. */
export function verifyAuditLog(
  path: string,
  { secret, head }: { readonly secret: string; readonly head?: string },
): AuditReport {
  const { entries, problems } = verifyContent(readFileSync(path, "latin1"), secret);
  if (head === undefined || head === (entries.at(-1)?.signature ?? "")) return { entries, problems };
  const problem = "the log does not end with the entry that it should";
  return { entries, problems: [...problems, { line: entries.length, problem }] };
}

/** `content` is bytes as `latin1`: what is no UTF-8 must not become the same as something that is. */
function verifyContent(content: string, secret: string): AuditReport {
  const entries: AuditEntry[] = [];
  const problems: AuditProblem[] = [];
  const lines = content.split("\n");
  const torn = lines.pop();
  let [seq, previous] = [0, ""];
  for (const [index, line] of lines.entries()) {
    const entry = entryOf(line, secret);
    const problem = problemOf(entry, seq + 1, previous);
    if (problem !== undefined) problems.push({ line: index + 1, problem });
    if (entry === undefined) continue;
    entries.push(entry);
    ({ seq, signature: previous } = entry);
  }
  if (torn !== "") problems.push({ line: lines.length + 1, problem: "it was cut off while it was written" });
  return { entries, problems };
}

function problemOf(entry: AuditEntry | undefined, seq: number, previous: string): string | undefined {
  if (entry === undefined) return "it was edited: its signature is not its own";
  if (entry.seq !== seq) return `it is number ${entry.seq} where ${seq} belongs: entries were taken out or moved`;
  return entry.previous === previous ? undefined : "the entry before it is another one";
}

/** `undefined` for a line that was not written by this key. */
function entryOf(line: string, secret: string): AuditEntry | undefined {
  const [, start, signature] = /^(\{.*),"signature":"([0-9a-f]{64})"\}$/s.exec(line) ?? [];
  if (signature === undefined) return undefined;
  const body = Buffer.from(`${start}}`, "latin1");
  const isOwn = timingSafeEqual(Buffer.from(signature, "hex"), Buffer.from(sign(body, secret), "hex"));
  return isOwn ? { ...JSON.parse(body.toString()), signature } : undefined;
}

function sign(body: string | Buffer, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
