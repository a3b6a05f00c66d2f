/** What the compiler says of programs that have no file. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./packages.ts";

const run = promisify(execFile);

/** What it prints of `programs`, by the names of their files; nothing when all is well. They get what the workspace's root depends on. */
export async function compile(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "heddle-compile-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), text);
    const files = Object.keys(programs);
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ ...settings, files }));
    await run(join(root, "node_modules/.bin/tsc"), ["--pretty", "false"], { cwd: folder, timeout: 50_000 });
    return "";
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    // What is said of the compiler's settings: it may not have looked at the programs.
    if (!stdout || /^(error|tsconfig)/m.test(stdout)) throw new Error(stdout || String(error), { cause: error });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const settings = {
  extends: join(root, "test/tsconfig.json"),
  compilerOptions: {
    composite: false,
    declarationMap: false,
    rootDir: "/",
    typeRoots: [join(root, "node_modules/@types")],
  },
  include: [],
  exclude: [],
  references: [],
};
