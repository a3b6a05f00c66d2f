/** Methods are observed where they are written; with a compiler that knows decorators, as `@observed({ type: "tool" })`. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, observe } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

class Weather {
  readonly #unit = "°C";

  readonly lookUp = observe(async (city: string, day: string) => `18 ${this.#unit} in ${city} ${day}`, {
    type: "tool",
    name: "lookUp",
  });
}

console.log(await new Weather().lookUp("Paris", "today"));

const [span] = memory.spans();
console.log(span?.name, span?.attributes["gen_ai.tool.call.arguments"], span?.attributes["gen_ai.tool.call.result"]);

// Output:
// 18 °C in Paris today
// lookUp [ 'Paris', 'today' ] 18 °C in Paris today
