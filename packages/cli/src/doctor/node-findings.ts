/** Looks at the Node that runs. */
import type { Finding } from "./finding.ts";

/** Where statements of `node:sqlite` know their columns, which `heddle query` asks for. */
const LEAST = [22, 16] as const;

/** `version`: `24.21.0`. */
export function nodeFindings(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]);
  if (!isOld) return [{ level: "ok", about: "node", says: `Node ${version}` }];
  const says = `Node ${version} is older than ${LEAST.join(".")}`;
  return [{ level: "fail", about: "node", says, fix: "install Node 24" }];
}
