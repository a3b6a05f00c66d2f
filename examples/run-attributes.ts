/** Say once who a run is for: every span inside carries it, and every metric the user. */
import { InMemoryTelemetry, withAttributes } from "@heddle/core";

const telemetry = new InMemoryTelemetry();

withAttributes({ user_id: "alice", session_id: "s-1" }, () => {
  telemetry.trace("loom.run", { architecture: "react" }, () => telemetry.emitMetric("loom.cost.usd", 0.00012));
});

console.log(JSON.stringify(telemetry.spans()[0]?.attributes));
console.log(JSON.stringify(telemetry.metrics()[0]?.attributes));

// Output:
// {"architecture":"react","user_id":"alice","session_id":"s-1"}
// {"user_id":"alice"}
