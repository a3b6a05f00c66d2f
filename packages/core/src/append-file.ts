/** One file that lines are appended to: opens it, heals a torn end, and notices when it is deleted. */
import { closeSync, constants, fstatSync, openSync, write, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
// The global of the same name is a getter, at half the cost of the reading itself.
import { performance } from "node:perf_hooks";
import { endsInLine } from "./ends-in-line.ts";
import { makeFolder } from "./make-folder.ts";

/** `O_NONBLOCK`: a FIFO that nobody reads must not stop the program. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const FILE_MODE = 0o600;

/** How often a file is asked whether it is still there. */
const CHECK_MS = 1000;

/** After these the file is as good as before; after any other error it is opened anew. */
const PASSING = new Set<unknown>(["ENOSPC", "EDQUOT", "EAGAIN"]);

/** An append that got only a part of its bytes onto the disk or into the pipe. */
export class ShortWrite extends Error {
  /** What has yet to be appended: of a pipe the rest, of a file everything again, on a new line. */
  readonly rest: Buffer | undefined;

  constructor(path: string, written: number, length: number, rest: Buffer | undefined) {
    super(`${path} took only ${written} of ${length} bytes`);
    this.rest = rest;
  }
}

/** Every append is one write call, newline included, so that several processes may append to one file. */
export class AppendFile {
  readonly #path: string;
  readonly #header: () => string;
  readonly #report: (error: unknown) => void;
  #fd: number | undefined;
  /** Device and inode, to know the file again. */
  #inode = "";
  #isRegular = true;
  /** What the next append begins with: a newline after a torn line, the header in a file just opened. */
  #lead = "";
  #checkedAt = 0;
  /** The descriptor of an append under way: it is closed when that is done. */
  #busyFd: number | undefined;

  /** `header` is asked each time the file is opened; `report` is told when it was deleted. */
  constructor(path: string, header: () => string, report: (error: unknown) => void) {
    this.#path = path;
    this.#header = header;
    this.#report = report;
  }

  /** Opens the file, unless it is open; makes it and its folder where they are missing. Throws what the system throws. */
  open(): number {
    if (this.#fd !== undefined) return this.#fd;
    makeFolder(dirname(this.#path));
    const header = this.#header();
    const fd = openSync(this.#path, FLAGS, FILE_MODE);
    const stats = fstatSync(fd);
    this.#fd = fd;
    this.#inode = `${stats.dev} ${stats.ino}`;
    this.#isRegular = stats.isFile();
    this.#lead = header;
    this.#beginLine(stats.size);
    this.#checkedAt = performance.now();
    return fd;
  }

  /** Appends at once. Throws what the system throws, or a ShortWrite. */
  append(text: string | Buffer): void {
    const fd = this.#openFd();
    const lead = this.#lead;
    const data = lead === "" ? text : joined(lead, text);
    try {
      // Of all calls the one that takes a text with the least ado: a fifth less than encoding it into a buffer.
      if (this.#isRegular) writeFileSync(fd, data);
      else this.#appendToPipe(fd, toBuffer(data));
    } catch (error) {
      this.#failed(fd, error);
      throw error;
    }
    this.#lead = "";
  }

  /** Appends in the background; one at a time. `done` gets what `append` would throw. Never throws. */
  appendLater(text: Buffer, done: (error: unknown) => void): void {
    let fd: number;
    try {
      fd = this.#openFd();
    } catch (error) {
      process.nextTick(done, error);
      return;
    }
    const lead = this.#lead;
    const bytes = toBuffer(joined(lead, text));
    this.#lead = "";
    this.#busyFd = fd;
    write(fd, bytes, 0, bytes.length, null, (error, written) => {
      if (this.#busyFd === fd && this.#fd !== fd) closeQuietly(fd);
      this.#busyFd = undefined;
      if (error !== null) {
        if (fd === this.#fd) this.#lead = lead;
        this.#failed(fd, error);
      }
      done(error ?? (written < bytes.length ? this.#cutOff(lead, written, bytes) : undefined));
    });
  }

  /** Finds out whether the file was deleted, or closed by somebody else; the next append then opens it anew. */
  check(): void {
    if (this.#fd === undefined) return;
    this.#checkedAt = performance.now();
    try {
      const { dev, ino, nlink } = fstatSync(this.#fd);
      if (`${dev} ${ino}` !== this.#inode) this.#forget();
      else if (nlink > 0) return;
      else this.close();
      this.#report(new Error(`${this.#path} was deleted or closed; it is opened anew`));
    } catch (error) {
      this.#forget();
      this.#report(error);
    }
  }

  /** The next append opens the file anew. */
  close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined && fd !== this.#busyFd) closeQuietly(fd);
  }

  #openFd(): number {
    if (performance.now() - this.#checkedAt >= CHECK_MS) this.check();
    return this.open();
  }

  /** Unlike a disk, a pipe that is full keeps what it has taken: what is left follows it. */
  #appendToPipe(fd: number, bytes: Buffer): void {
    const written = writeSync(fd, bytes);
    if (written < bytes.length) throw this.#cutOff("", written, bytes);
  }

  #cutOff(lead: string, written: number, bytes: Buffer): ShortWrite {
    const rest = this.#isRegular ? undefined : Buffer.from(bytes.subarray(written));
    this.#lead = this.#isRegular ? `\n${lead.trimStart()}` : "";
    return new ShortWrite(this.#path, written, bytes.length, rest);
  }

  #failed(fd: number, error: unknown): void {
    if (fd !== this.#fd || error instanceof ShortWrite) return;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EBADF") this.#forget();
    else if (!PASSING.has(code)) this.close();
    else {
      // It may have been closed while it refused.
      this.check();
      if (this.#fd !== undefined) this.#beginLine(fstatSync(fd).size);
    }
  }

  /** Sees to it that the next append begins a line, in a file of so many bytes. */
  #beginLine(size: number): void {
    if (this.#isRegular && !endsInLine(this.#path, size)) this.#lead = `\n${this.#lead.trimStart()}`;
  }

  /** A descriptor that somebody else has closed may be somebody else's by now: it is left alone. */
  #forget(): void {
    this.#fd = undefined;
    this.#busyFd = undefined;
  }
}

function joined(lead: string, text: string | Buffer): string | Buffer {
  if (typeof text === "string") return lead + text;
  return lead === "" ? text : Buffer.concat([Buffer.from(lead), text]);
}

function toBuffer(data: string | Buffer): Buffer {
  return typeof data === "string" ? Buffer.from(data) : data;
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // What it held has been written, and there is nothing more to do with it.
  }
}
