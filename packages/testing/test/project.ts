/** A copy of the example projects, to run them in, and to change them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { temporaryFolder } from "./temporary-folder.ts";

const root = join(import.meta.dirname, "../../..");
const require = createRequire(join(root, "package.json"));
const binOf = (name: string, bin: string) => join(dirname(require.resolve(`${name}/package.json`)), bin);

/** By project: the command of its package.json, on the sources. */
const commands = {
  vitest: [binOf("vitest", "vitest.mjs"), "run"],
  jest: ["--experimental-vm-modules", binOf("jest", "bin/jest.js"), "--ci=false"],
  "node-test": ["--conditions=@heddle/source", "--test", "--test-reporter=spec"],
} as const;

interface ProjectRun {
  readonly code: number | null;
  /** What it printed, without colours. */
  readonly printed: string;
}

export interface Project {
  /** Runs its tests. */
  run(args?: readonly string[], env?: NodeJS.ProcessEnv): Promise<ProjectRun>;
  /** Replaces text in a file of the examples. */
  edit(file: string, from: string, to: string): void;
  read(file: string): string;
}

export function project(name: keyof typeof commands): Project {
  const folder = temporaryFolder();
  cpSync(join(root, "examples/testing"), folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  return {
    read,
    edit: (file, from, to) => writeFileSync(join(folder, file), read(file).replace(from, to)),
    async run(args = [], env = {}) {
      const { NODE_TEST_CONTEXT, CI, ...others } = process.env;
      const child = spawn(process.execPath, [...commands[name], ...args], {
        cwd: join(folder, name),
        env: { ...others, ...env, NO_COLOR: "1" },
      });
      const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
      return { code, printed: stripVTControlCharacters(out + errors) };
    },
  };
}
