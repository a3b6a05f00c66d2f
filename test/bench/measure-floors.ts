/** Measures floors in rounds, and judges them. */
import type { Configuration } from "./configuration.ts";
import type { Floor } from "./floor.ts";
import { measure } from "./measure.ts";
import { judge, type Outcome } from "./outcome.ts";
import type { Result } from "./result.ts";

/** `failures`: why a peer could not be installed, by its name; what fails here is added. */
export async function measureFloors(
  floors: readonly Floor[],
  rounds: number,
  failures: Map<string, string>,
): Promise<Outcome[]> {
  const results: ReadonlyMap<string, Result>[] = [];
  for (let round = 1; round <= rounds; round++) {
    const needed = floors.filter(({ exact }) => round === 1 || !exact).flatMap(({ needs }) => needs);
    results.push(await measureRound(needed, `round ${round} of ${rounds}`, failures));
  }
  return floors.map((floor) => judge(floor, results, failures));
}

/** By configuration's name. What has failed once is left out. */
async function measureRound(
  needed: readonly Configuration[],
  title: string,
  failures: Map<string, string>,
): Promise<Map<string, Result>> {
  const measured = new Map<string, Result>();
  for (const configuration of needed) {
    const { name, peer } = configuration;
    if (measured.has(name) || failures.has(name) || (peer !== undefined && failures.has(peer))) continue;
    await measureOrFail(configuration, measured, failures);
    const said = measured.has(name) ? JSON.stringify(measured.get(name)) : failures.get(name);
    process.stderr.write(`${title}: ${name} ${said}\n`);
  }
  return measured;
}

async function measureOrFail(
  configuration: Configuration,
  measured: Map<string, Result>,
  failures: Map<string, string>,
): Promise<void> {
  try {
    measured.set(configuration.name, await measure(configuration));
  } catch (error) {
    failures.set(configuration.name, error instanceof Error ? error.message : String(error));
  }
}
