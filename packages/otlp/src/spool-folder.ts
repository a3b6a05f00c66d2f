/** The folder of a spool: a folder in it for each run that has recorded, with the name of its owner. */
import { readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { isOwnerAlive, NOBODY } from "./spool-owner.ts";

/** What a run has recorded: `<run>.<owner>`. Whoever renames it owns it, and of two who try only one can. */
const RUN = /^([0-9a-z]+-[0-9a-f]{8})\.([0-9a-z-]+)$/;

export interface RunFolder {
  /** Sorts by age. */
  readonly run: string;
  readonly owner: string;
  readonly path: string;
}

export class SpoolFolder {
  readonly path: string;
  readonly owner: string;

  constructor(path: string, owner: string) {
    this.path = path;
    this.owner = owner;
  }

  /** The runs in it, the oldest first. */
  runs(): RunFolder[] {
    return (missingIsFine(() => readdirSync(this.path)) ?? []).sort().flatMap((name) => {
      const [, run, owner] = RUN.exec(name) ?? [];
      return run === undefined || owner === undefined ? [] : [{ run, owner, path: join(this.path, name) }];
    });
  }

  /** Where `run` is while this owner has it. */
  pathOf(run: string): string {
    return join(this.path, `${run}.${this.owner}`);
  }

  /** The runs that this owner ships: its own, and those that nobody owns any more. */
  leftovers(): RunFolder[] {
    return this.runs().filter(({ owner, path }) => owner === this.owner || isAbandoned(owner, path));
  }

  /** Takes over what nobody owns any more. Throws the first failure, when all have been tried. */
  adopt(): void {
    const failures: unknown[] = [];
    for (const { run, path } of this.leftovers()) {
      try {
        rename(path, this.pathOf(run));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Leaves a run to whoever comes. */
  release(run: string): void {
    rename(this.pathOf(run), join(this.path, `${run}.${NOBODY}`));
  }

  /** The same with every run that this owner has. */
  releaseAll(): void {
    for (const { run, owner } of this.runs()) if (owner === this.owner) this.release(run);
  }

  remove(run: string): void {
    rmSync(this.pathOf(run), { recursive: true, force: true });
  }

  /** Shows that the owner of `run` is alive, to those who cannot see its process. */
  beat(run: string): void {
    const now = new Date();
    missingIsFine(() => utimesSync(this.pathOf(run), now, now));
  }
}

function isAbandoned(owner: string, path: string): boolean {
  if (owner === NOBODY) return true;
  const beatAt = missingIsFine(() => statSync(path).mtimeMs);
  return beatAt !== undefined && !isOwnerAlive(owner, Date.now() - beatAt);
}

/** Does nothing when somebody else was faster. */
function rename(from: string, to: string): void {
  missingIsFine(() => renameSync(from, to));
}

/** What another process has taken meanwhile is missing. */
function missingIsFine<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
