import { expect, test, vi } from "vitest";
import "@heddle/testing/jest";
import { shop } from "./shop.ts";

/** What jest gives, only jest does; the example project for jest runs on the real one. */
vi.mock("@jest/globals", async () => ({ expect: (await import("vitest")).expect }));

test("the matchers are those of vitest; a snapshot may have a hint in its name", () => {
  const run = shop();

  expect(run).toHaveCalledTools(["search", "buy"]);
  expect(run).toMatchTrace({ withoutSpans: ["buy", "search", "plan"] });
  expect(run).toMatchTrace({ withoutSpans: ["buy", "search", "plan"] }, "again");
});
