/** Runs the command line of a process. */
import { exitCodes } from "./exit-codes.ts";

/** Resolves with the exit code when all is written. */
export async function start(host: NodeJS.Process): Promise<number> {
  const [major = 0, minor = 0] = host.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 16)) {
    host.stderr.write(`heddle: this is Node ${host.versions.node}; it needs 22.16 or later\n`);
    return exitCodes.usage;
  }
  // What was compiled once is kept in the folder for temporary files: a tenth less to wait for.
  process.getBuiltinModule("node:module").enableCompileCache();
  // Not above: older versions do not know all that is imported there.
  const [{ processIo }, { runCommandLine }] = await Promise.all([
    import("./process-io.ts"),
    import("./run-command-line.ts"),
  ]);
  return await runCommandLine(host.argv.slice(2), processIo(host));
}
