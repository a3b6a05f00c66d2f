/** What spans of `@heddle/genai` cost, beside the same by hand and beside what others offer. */
import { type Effort, nestedRun, subjects } from "./configuration.ts";
import type { Floor } from "./floor.ts";
import { divide } from "./ratios.ts";

export function typedFloors(effort: Effort): readonly Floor[] {
  const { typed, untyped, typedLangfuse, typedOpenllmetry } = subjects;
  const run = (subject: typeof typed) => nestedRun(subject, effort);
  const floor = { name: "typed", unit: "×", value: divide } as const;
  return [
    {
      ...floor,
      measured: "typed spans in memory, time against the same by trace()",
      needs: [run(typed), run(untyped)],
    },
    {
      ...floor,
      measured: "… times faster than Langfuse's observations",
      needs: [run(typedLangfuse), run(typed)],
    },
    {
      ...floor,
      measured: "… times faster than OpenLLMetry's",
      needs: [run(typedOpenllmetry), run(typed)],
    },
  ];
}
