/** Tells how busy others kept the machine while something was measured: numbers of a busy machine are no numbers. */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Clock ticks a second, of which `/proc` counts: the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Gives a function that tells how many cores others kept busy since; nothing where the system does not tell. */
export function watchOthers(): () => number | undefined {
  const begin = performance.now();
  const [busy, own] = [busySeconds(), ownSeconds()];
  return () => {
    const ownNow = ownSeconds();
    if (own === undefined || ownNow === undefined) return undefined;
    const others = busySeconds() - busy - (ownNow - own);
    return Math.max(0, others / ((performance.now() - begin) / 1000));
  };
}

function busySeconds(): number {
  const all = cpus().map(({ times: { user, nice, sys, irq } }) => user + nice + sys + irq);
  return all.reduce((sum, ms) => sum + ms, 0) / 1000;
}

/** Of this process, and of those that it started and that have ended. */
function ownSeconds(): number | undefined {
  if (process.platform !== "linux") return undefined;
  const stat = readFileSync("/proc/self/stat", "utf8");
  // After the name, which may hold anything: utime, stime, cutime, cstime are the fields 14 to 17 of all.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
}
