/** `pnpm bench`: measures what must be reached, beside other libraries, and writes `BENCHMARKS.md`; see `usage`. */
import { parseArgs } from "node:util";
import { type Contestant, ours, peers } from "./contestants.ts";
import type { Floor } from "./floor.ts";
import { floorsWith } from "./floors.ts";
import { installPeers } from "./install-peers.ts";
import { measureFloors } from "./measure-floors.ts";
import { MARGIN, type Outcome } from "./outcome.ts";
import { inSection, measureSection, type SectionName, sectionNames, versionsOf } from "./page/measure-section.ts";
import { keepMeasured, readMeasured } from "./page/measured.ts";
import { writePage } from "./page/write-page.ts";
import { rowOf, tableOf } from "./table.ts";

const usage = `pnpm bench                     measures everything, and writes BENCHMARKS.md
pnpm bench --quick             what must be reached, against OpenTelemetry alone; exit code 1 when a floor is broken
pnpm bench --only NAME         one floor; with --quick in few rounds
pnpm bench --sections A,B      these sections of the page, beside what earlier runs have measured: floors, ${sectionNames.join(", ")}
pnpm bench --page              the page, of what earlier runs have measured`;

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    sections: { type: "string" },
    page: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (flags.help) console.log(usage);
else if (flags.quick || flags.only !== undefined) await judgeFloors();
else await makePage();

async function judgeFloors(): Promise<readonly Outcome[]> {
  const rounds = flags.quick ? 3 : 7;
  const floors = chosenFloors();
  const failures = await installPeers(floors.flatMap(({ needs }) => needs.flatMap(({ peer }) => peer ?? [])));
  const outcomes = await measureFloors(floors, rounds, failures);
  console.log(tableOf(outcomes));
  console.log(`
Node ${process.versions.node}. ${rounds} rounds, each runs every process once, one after the other; the median of the
rounds, with the lowest and the highest. A time is broken when its median misses the floor by more than ${MARGIN * 100} %.`);
  if (outcomes.some(({ verdict }) => verdict === "BROKEN")) process.exitCode = 1;
  return outcomes;
}

function chosenFloors(): Floor[] {
  const { quick, only } = flags;
  const all = floorsWith({ calls: 20_000, warmUpMs: quick ? 300 : 1000, measureMs: quick ? 350 : 1500 });
  const isQuick = ({ needs, atMost, atLeast }: Floor) =>
    (atMost ?? atLeast) !== undefined && needs.every(({ peer = "otel" }) => peer.startsWith("otel"));
  const floors = all.filter((floor) => (only === undefined ? !quick || isQuick(floor) : floor.name === only));
  if (floors.length > 0) return floors;
  const names = new Set(all.map(({ name }) => name));
  throw new RangeError(`--only ${only} is no floor; give one of ${[...names].join(", ")}`);
}

/** What was measured is kept after each section: a run may be stopped, and gone on with. */
async function makePage(): Promise<void> {
  let measured = await readMeasured();
  const sections = chosenSections();
  if (sections.length > 0) {
    const contestants = [...ours, ...peers];
    const failures = await installPeers(contestants.flatMap(({ peer }) => peer ?? []));
    const installed = ({ peer = "" }: Contestant) => !failures.has(peer);
    const missing = contestants.filter((one) => !installed(one));
    const notInstalled = Object.fromEntries(missing.map(({ name, peer = "" }) => [name, failures.get(peer) ?? ""]));
    measured = { ...measured, versions: await versionsOf(peers), notInstalled };
    const tell = (text: string) => process.stderr.write(`${text}\n`);
    for (const name of sections) {
      const section = name === "floors" ? await floorSection() : await measureSection(name, installed, tell);
      measured = { ...measured, [name]: section };
      await keepMeasured(measured);
    }
  }
  await writePage(measured);
  console.log("BENCHMARKS.md is written");
}

function chosenSections(): (SectionName | "floors")[] {
  const all = ["floors", ...sectionNames] as const;
  if (flags.page) return [];
  if (flags.sections === undefined) return [...all];
  return flags.sections.split(",").map((name) => {
    const found = all.find((one) => one === name);
    if (found === undefined) throw new RangeError(`--sections ${name} is none; give some of ${all.join(",")}`);
    return found;
  });
}

function floorSection() {
  return inSection(async () =>
    (await judgeFloors()).map((outcome) => {
      const [, measured = "", number = "", spread = "", bound = "", verdict = ""] = rowOf(outcome);
      return { measured, number, spread, bound, verdict };
    }),
  );
}
