import { expect, test } from "vitest";
import { Screen } from "../src/screen.ts";
import { testIo } from "./test-io.ts";

test("only lines that have changed are written, at once, and the terminal is given back", async () => {
  const io = testIo({ columns: 20, rows: 5 });
  const screen = new Screen(io.stdout);
  const written: string[] = [];
  const keep = async (work: () => Promise<void>) => {
    const before = io.out().length;
    await work();
    written.push(io.out().slice(before).replaceAll("\u001b", "^"));
  };

  await keep(() => screen.enter());
  await keep(() => screen.draw(["one", "two", "three"]));
  await keep(() => screen.draw(["one", "two", "three"]));
  await keep(() => screen.draw(["one", "2"]));
  await keep(() => screen.leave());

  expect(written).toEqual([
    "^[?1049h^[?25l^[?7l^[2J",
    "^[?2026h^[2J^[1;1Hone^[K^[2;1Htwo^[K^[3;1Hthree^[K^[?2026l",
    "",
    "^[?2026h^[2;1H2^[K^[3;1H^[K^[?2026l",
    "^[?7h^[?25h^[?1049l",
  ]);
});

test("on a terminal of another size, all is drawn anew", async () => {
  const io = testIo({ columns: 20, rows: 5 });
  const output = { ...io.stdout, columns: 20 };
  const screen = new Screen(output);
  await screen.draw(["one"]);
  const before = io.out().length;

  output.columns = 10;
  await screen.draw(["one"]);

  expect(io.out().slice(before).replaceAll("\u001b", "^")).toBe("^[?2026h^[2J^[1;1Hone^[K^[?2026l");
});

test("what others have written over it is mended soon", async () => {
  const io = testIo({ columns: 20, rows: 5 });
  const screen = new Screen(io.stdout);
  for (let draw = 1; draw < 10; draw++) await screen.draw(["one", "", "three"]);
  const before = io.out().length;

  await screen.draw(["one", "", "three"]);

  expect(io.out().slice(before).replaceAll("\u001b", "^")).toBe("^[?2026h^[1;1Hone^[K^[2;1H^[K^[3;1Hthree^[K^[?2026l");
});
