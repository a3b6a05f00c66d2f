/** What may be lost, and held, of very many spans. */
import { burst, subjects } from "./configuration.ts";
import type { Floor } from "./floor.ts";

const BURST = 1_000_000;

export function burstFloors(): readonly Floor[] {
  return [subjects.file, subjects.buffered, subjects.otlpSpool].flatMap((subject) => bursts(subject));
}

/** By the subject's name. */
const burstNames: ReadonlyMap<string, string> = new Map([
  [subjects.file.name, "burst"],
  [subjects.buffered.name, "burst-buffered"],
  [subjects.otlpSpool.name, "burst-spool"],
]);

function bursts(subject: typeof subjects.file): Floor[] {
  const floor = { exact: true, needs: [burst(subject, BURST)] };
  const name = burstNames.get(subject.name) as string;
  const loop = `${subject.name}: 1,000,000 spans in one loop that never yields`;
  return [
    { ...floor, name, measured: `${loop}, lost`, unit: "spans", atMost: 0, value: ({ lost = Number.NaN }) => lost },
    { ...floor, name, measured: "… heap growth", unit: "MB", atMost: 20, value: ({ heapMb = Number.NaN }) => heapMb },
  ];
}
