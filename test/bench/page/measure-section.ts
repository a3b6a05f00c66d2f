/** Measures one section of the page. */
import { readFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { buildPackages } from "../build-packages.ts";
import { bare, type Contestant, otelVariants, ours, oursLocal, peers, peerVariants } from "../contestants.ts";
import { installOurs } from "../install-ours.ts";
import { watchOthers } from "../other-load.ts";
import { Place } from "../place.ts";
import { type BurstRow, measureBurst } from "./bursts.ts";
import { measureCosts } from "./costs.ts";
import { measureExits } from "./exits.ts";
import { type FootprintRow, measureFootprint } from "./footprint.ts";
import { measureGrowth, measureRetained } from "./growth.ts";
import type { Section } from "./measured.ts";
import { measureStream } from "./streams.ts";

export type SectionName = "costs" | "growth" | "bursts" | "exits" | "streams" | "footprint";

type Tell = (text: string) => void;
type Work = (place: Place, installed: (contestant: Contestant) => boolean, tell: Tell) => Promise<unknown>;

const BURSTS = [21_000, 1_000_000];
const ROUNDS = 5;
const DURATION = { warmUpMs: 1000, measureMs: 1500 };

const works: Readonly<Record<SectionName, Work>> = {
  costs: (place, installed, tell) =>
    measureCosts(
      [bare, ...oursLocal, ...ours, ...otelVariants, ...peers, ...peerVariants].filter(installed),
      place,
      {
        shape: { kind: "nested", times: 200 },
        rounds: ROUNDS,
        ...DURATION,
      },
      tell,
    ),
  growth: async (place, _installed, tell) => ({
    growths: await measureGrowth(place, { rounds: 3, warmUpMs: 500, measureMs: 700 }, tell),
    retained: await measureRetained(place, 3),
  }),
  bursts: async (place, installed, tell) => {
    const rows: BurstRow[] = [];
    for (const spans of BURSTS) {
      for (const isYielding of [false, true]) {
        for (const contestant of [...ours, ...peers, ...peerVariants].filter(installed)) {
          rows.push(await measureBurst(contestant, place, spans, isYielding));
          tell(JSON.stringify(rows.at(-1)));
        }
      }
    }
    return rows;
  },
  exits: (place, installed, tell) =>
    each([...ours, ...peers, ...peerVariants].filter(installed), (one) => measureExits(one, place), tell),
  streams: (place, installed, tell) =>
    each([...ours, ...peers].filter(installed), (one) => measureStream(one, place), tell),
  footprint: (_place, installed, tell) => measureFootprints(peers.filter(installed), tell),
};

export const sectionNames = Object.keys(works) as readonly SectionName[];

/** `installed`: whether a contestant can be measured. */
export async function measureSection(
  name: SectionName,
  installed: (contestant: Contestant) => boolean,
  tell: Tell,
): Promise<Section<unknown>> {
  await buildPackages("genai", "otel", "otlp");
  return inSection(async () => {
    const place = await Place.open();
    try {
      return await works[name](place, installed, (text) => tell(`${name}: ${text}`));
    } finally {
      await place.close();
    }
  });
}

/** What `work` gives, with the circumstances. */
export async function inSection<T>(work: () => Promise<T>): Promise<Section<T>> {
  const begin = performance.now();
  const others = watchOthers();
  const data = await work();
  const othersBusy = others();
  const [{ model } = { model: "unknown" }] = cpus();
  return {
    data,
    at: new Date().toISOString(),
    seconds: Math.round((performance.now() - begin) / 1000),
    machine: `${cpus().length} cores (${model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    node: process.versions.node,
    ...(othersBusy !== undefined && { othersBusy }),
  };
}

async function each<T>(
  contestants: readonly Contestant[],
  measure: (one: Contestant) => Promise<T>,
  tell: Tell,
): Promise<T[]> {
  const rows: T[] = [];
  for (const contestant of contestants) {
    const row = await measure(contestant);
    rows.push(row);
    tell(JSON.stringify(row));
  }
  return rows;
}

async function measureFootprints(contestants: readonly Contestant[], tell: Tell): Promise<FootprintRow[]> {
  const { folders, remove } = await installOurs();
  const rows: FootprintRow[] = [];
  try {
    const all: [string, string, string][] = [
      ...[...folders].map(([name, folder]): [string, string, string] => [name, folder, "entry.mjs"]),
      ...contestants.map(({ name, peer }): [string, string, string] => [name, folderOf(peer), "placed.mjs"]),
    ];
    for (const [name, folder, entry] of all) {
      const row = await measureFootprint(name, folder, entry);
      rows.push(row);
      tell(JSON.stringify(row));
    }
  } finally {
    await remove();
  }
  return rows;
}

/** By the names of the contestants. */
export async function versionsOf(contestants: readonly Contestant[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const { name, peer, package: packageName } of contestants) {
    if (peer === undefined || packageName === undefined) continue;
    const { dependencies } = JSON.parse(await readFile(`${folderOf(peer)}/package.json`, "utf8"));
    versions[name] = `${packageName} ${dependencies[packageName]}`;
  }
  return versions;
}

function folderOf(peer: string | undefined): string {
  return fileURLToPath(import.meta.resolve(`../peers/${peer}`));
}
