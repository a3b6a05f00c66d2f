import { setImmediate as turn } from "node:timers/promises";
import { activeTelemetry, InMemoryTelemetry, NoTelemetry, type SpanNode, withTelemetry } from "@heddle/core";
import { expect, test } from "vitest";
import { agent, configure, currentSpan, currentTrace, llm, metric, task, tool } from "../src/index.ts";

type Shape = readonly [string, ...Shape[]];
const shapeOf = ({ span, children }: SpanNode): Shape => [span.name, ...children.map(shapeOf)];
const shapes = (memory: InMemoryTelemetry) => memory.tree().map(shapeOf);
const where = () => [currentTrace()?.name, currentSpan()?.name];

function three() {
  const [configured, routed, other] = [new InMemoryTelemetry(), new InMemoryTelemetry(), new InMemoryTelemetry()];
  configure({ telemetry: configured });
  return { configured, routed, other };
}

test("everything inside follows a trace to its telemetry: typed spans, metrics, and who asks for the active one", async () => {
  const { configured, routed } = three();

  await agent("routed", { telemetry: routed }, async () => {
    await turn();
    tool("weather", {}, () => llm("ask", { model: "m" }, () => metric("mood", 1)));
    activeTelemetry()?.trace("plain", {}, () => task("in plain", {}, () => {}));
    using byHand = task.start("by hand");
    byHand.run(() => task("in by hand", {}, () => {}));
  });
  agent("elsewhere", {}, () => {});

  expect(shapes(routed)).toEqual([
    ["routed", ["weather", ["ask"]], ["plain", ["in plain"]], ["by hand", ["in by hand"]]],
  ]);
  expect(routed.metrics().map(({ name }) => name)).toContain("mood");
  expect(shapes(configured)).toEqual([["elsewhere"]]);
});

test("the current span is the innermost, whichever telemetry it is in, and the one around it again afterwards", async () => {
  const { routed, other } = three();
  const seen: unknown[] = [];

  await agent("outer", { telemetry: routed }, async () => {
    await tool("inner", { telemetry: other }, async () => {
      seen.push(where());
      await turn();
      task("deep", {}, (span) => {
        seen.push(where());
        expect(currentSpan()).toBe(span);
      });
    });
    seen.push(where());
    task("again", {}, () => seen.push(where()));
  });

  expect(seen).toEqual([
    ["outer", "inner"],
    ["outer", "deep"],
    ["outer", "outer"],
    ["outer", "again"],
  ]);
  expect([shapes(routed), shapes(other)]).toEqual([[["outer", ["again"]]], [["inner", ["deep"]]]]);
});

test("two traces at once, each with a telemetry of its own, keep apart", async () => {
  const { configured, routed, other } = three();
  const run = (name: string, telemetry: InMemoryTelemetry) =>
    agent(name, { telemetry }, async () => {
      await turn();
      return task(`in ${name}`, {}, async () => {
        await turn();
        return where();
      });
    });

  const seen = await Promise.all([run("a", routed), run("b", other)]);

  expect(seen).toEqual([
    ["a", "in a"],
    ["b", "in b"],
  ]);
  expect([shapes(routed), shapes(other), shapes(configured)]).toEqual([[["a", ["in a"]]], [["b", ["in b"]]], []]);
});

test("a trace that goes nowhere takes everything inside along", () => {
  const { configured, routed } = three();

  agent("nowhere", { telemetry: new NoTelemetry() }, () => task("in nowhere", {}, () => {}));
  withTelemetry(routed, () => task("in work that is sent elsewhere", {}, () => {}));

  expect([shapes(configured), shapes(routed)]).toEqual([[], [["in work that is sent elsewhere"]]]);
});
