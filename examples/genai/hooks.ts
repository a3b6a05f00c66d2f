/** A run as it happens: what begins, what is added, what ends, and how. */
import { InMemoryTelemetry, MultiTelemetry } from "@heddle/core";
import { agent, configure, decision, hooks, tool } from "@heddle/genai";

const live = hooks({
  onSpanStart: ({ name }) => console.log(`[STARTED] ${name}`),
  onSpanUpdate: ({ span, event }) => event && console.log(`[EVENT] ${span.name}: ${event.attributes.message}`),
  onSpanEnd: ({ name, durationMs }) => console.log(`[DONE] ${name} (${durationMs}ms)`),
  onSpanFail: ({ name, exception }) => console.log(`[FAILED] ${name}: ${exception}`),
  onTraceEnd: ({ root, spans }) => console.log(`${root.name} has finished: ${spans.length} spans`),
});
const memory = new InMemoryTelemetry();
configure({ telemetry: new MultiTelemetry([memory, live]) });

agent("weather_agent", {}, () => {
  decision("route", {}, (span) => span.annotate("A question of the weather"));
  tool("weather_api", {}, (span) => span.fail(new Error("timed out")));
});

// Output:
// [STARTED] weather_agent
// [STARTED] route
// [EVENT] route: A question of the weather
// [DONE] route (<ms>ms)
// [STARTED] weather_api
// [FAILED] weather_api: Error: timed out
// [DONE] weather_agent (<ms>ms)
// weather_agent has finished: 3 spans
