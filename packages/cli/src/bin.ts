#!/usr/bin/env node
/** The program `heddle`. */

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 15)) {
  console.error(`heddle: this is Node ${process.versions.node}; it needs 22.15 or later`);
  process.exitCode = 2;
} else {
  // Not above: older versions do not know all that is imported there.
  const { start } = await import("./start.ts");
  process.exitCode = await start(process);
}
