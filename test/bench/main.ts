/** `pnpm bench`: measures what must be reached, prints it as one table, and fails when a floor is broken. */
import { parseArgs } from "node:util";
import type { Configuration } from "./configuration.ts";
import { floorsWith } from "./floors.ts";
import { installPeers } from "./install-peers.ts";
import { measure } from "./measure.ts";
import { judge, MARGIN } from "./outcome.ts";
import type { Result } from "./result.ts";
import { tableOf } from "./table.ts";

const { values: flags } = parseArgs({ options: { quick: { type: "boolean" }, only: { type: "string" } } });
const rounds = flags.quick ? 3 : 7;
const effort = { calls: 20_000, warmUpMs: flags.quick ? 400 : 1000, measureMs: flags.quick ? 500 : 1500 };
const allFloors = floorsWith(effort);
const floors = allFloors.filter(({ name }) => flags.only === undefined || name === flags.only);
if (floors.length === 0) {
  const names = new Set(allFloors.map(({ name }) => name));
  throw new RangeError(`--only ${flags.only} is no floor; give one of ${[...names].join(", ")}`);
}

const configurations = floors.flatMap(({ needs }) => needs);
const failures = await installPeers(configurations.flatMap(({ peer }) => peer ?? []));
const results: ReadonlyMap<string, Result>[] = [];
for (let round = 1; round <= rounds; round++) results.push(await measureRound(round));

const outcomes = floors.map((floor) => judge(floor, results, failures));
console.log(tableOf(outcomes));
console.log(`
Node ${process.versions.node}. ${rounds} rounds, each runs every process once, one after the other; the median of the
rounds, with the lowest and the highest. A time is broken when its median misses the floor by more than ${MARGIN * 100} %.`);
if (outcomes.some(({ verdict }) => verdict === "BROKEN")) process.exitCode = 1;

/** By configuration's name. What is exact is measured in the first round only; what has failed once is left out. */
async function measureRound(round: number): Promise<Map<string, Result>> {
  const needed = floors.filter(({ exact }) => round === 1 || !exact).flatMap(({ needs }) => needs);
  const measured = new Map<string, Result>();
  for (const configuration of needed) {
    const { name, peer } = configuration;
    if (measured.has(name) || failures.has(name) || (peer !== undefined && failures.has(peer))) continue;
    await measureOrFail(configuration, measured);
    const said = measured.has(name) ? JSON.stringify(measured.get(name)) : failures.get(name);
    process.stderr.write(`round ${round} of ${rounds}: ${name} ${said}\n`);
  }
  return measured;
}

async function measureOrFail(configuration: Configuration, measured: Map<string, Result>): Promise<void> {
  try {
    measured.set(configuration.name, await measure(configuration));
  } catch (error) {
    failures.set(configuration.name, error instanceof Error ? error.message : String(error));
  }
}
