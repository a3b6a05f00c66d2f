/** Installs the peers: each is a package of its own, outside the workspace, with exact versions. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Gives the reason for each peer that could not be installed, by its name. */
export async function installPeers(peers: Iterable<string>): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  for (const peer of new Set(peers)) {
    try {
      await install(fileURLToPath(import.meta.resolve(`./peers/${peer}`)));
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      failures.set(peer, `not installed: ${stderr?.match(/^npm error .*/m)?.[0] ?? message}`);
    }
  }
  return failures;
}

async function install(folder: string): Promise<void> {
  await promisify(execFile)("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
  });
}
