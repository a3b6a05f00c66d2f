/** A program: bundles core's whole index as an application's build would, and prints its compressed size as a Result. */
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import type { Result } from "../result.ts";

const core = await rolldown({
  input: import.meta.resolve("@heddle/core").replace("file://", ""),
  platform: "node",
  external: /^node:/,
});
const { output } = await core.generate({ format: "esm", minify: true });
const code = output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
console.log(JSON.stringify({ gzipKb: gzipSync(code, { level: 9 }).length / 1000 } satisfies Result));
