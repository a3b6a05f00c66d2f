/** A run that waits for a person: the time until the answer is told apart from the time of the work. */
import { setTimeout as sleep } from "node:timers/promises";
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, humanInput } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

await agent("clean-up", {}, () =>
  humanInput("approve", { input: "Delete 12 files?" }, (question) =>
    question.wait(async () => {
      await sleep(20);
      return "yes";
    }),
  ),
);

const [question] = memory.find("approve");
console.log(question?.attributes["input.value"], question?.attributes["output.value"]);
console.log("waited:", Number(question?.attributes["heddle.waiting_ms"]) >= 19);
console.log(question?.events?.map(({ name }) => name));

// Output:
// Delete 12 files? yes
// waited: true
// [ 'heddle.paused', 'heddle.resumed' ]
