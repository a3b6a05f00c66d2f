/** A copy of the example projects, to run them in, and to change them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { temporaryFolder } from "./temporary-folder.ts";

const root = join(import.meta.dirname, "../../..");

/** By project: what its command is given beside, so that it does the same on every machine. */
const always = { vitest: [], jest: ["--ci=false"], "node-test": ["--test-reporter=spec"] } as const;

interface ProjectRun {
  readonly code: number | null;
  /** What it printed, without colours. */
  readonly printed: string;
}

export interface Project {
  /** Runs its tests with the command of its package.json. */
  run(args?: readonly string[], env?: NodeJS.ProcessEnv): Promise<ProjectRun>;
  /** Replaces text in a file of the examples. */
  edit(file: string, from: string, to: string): void;
  read(file: string): string;
}

export function project(name: keyof typeof always): Project {
  const folder = temporaryFolder();
  cpSync(join(root, "examples/testing"), folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  const { scripts } = JSON.parse(read(`${name}/package.json`)) as { scripts: { test: string } };
  return {
    read,
    edit: (file, from, to) => writeFileSync(join(folder, file), read(file).replace(from, to)),
    async run(args = [], env = {}) {
      const { NODE_TEST_CONTEXT, CI, ...others } = process.env;
      const PATH = [dirname(process.execPath), join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
      const child = spawn([scripts.test, ...always[name], ...args].join(" "), {
        cwd: join(folder, name),
        env: { ...others, ...env, PATH, NO_COLOR: "1" },
        shell: true,
      });
      const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
      return { code, printed: stripVTControlCharacters(out + errors) };
    },
  };
}
