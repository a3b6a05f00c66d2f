import { once } from "node:events";
import type { Clock } from "@heddle/core";
import { cachedPrompts, MemoryPromptStore, type Prompt, type PromptStore } from "@heddle/genai";
import { expect, test } from "vitest";

/** A clock that stands still until a test moves it. */
function standingClock(): Clock & { advance(ms: number): void } {
  let now = 0;
  const advance = (ms: number) => {
    now += ms;
  };
  return { monotonicMs: () => now, wallMs: (monotonicMs) => monotonicMs, advance };
}

/** A store on the other side of a network, which may be down. */
async function remoteStore() {
  const memory = new MemoryPromptStore();
  await memory.set({ name: "p", content: "a" });
  const remote = { asked: 0, down: false, emptied: false };
  const store: PromptStore = {
    async get(name, query) {
      remote.asked++;
      if (remote.down) throw new Error("503");
      return await (remote.emptied ? new MemoryPromptStore() : memory).get(name, query);
    },
    set: (template) => memory.set(template),
    label: (name, version, label) => memory.label(name, version, label),
    list: () => memory.list(),
    versions: (name) => memory.versions(name),
  };
  return { memory, remote, store };
}

test("a store is asked once for each question, until the answer is old", async () => {
  const { memory, remote, store } = await remoteStore();
  const clock = standingClock();
  const cached = cachedPrompts(store, { ttlMs: 1000, clock });

  const together = await Promise.all([cached.get("p"), cached.get("p"), cached.get("p", { version: 1 })]);
  await memory.set({ name: "p", content: "b" });
  clock.advance(999);
  const kept = await cached.get("p");
  clock.advance(1);
  const fresh = await cached.get("p");

  expect(together.map(({ content }) => content)).toEqual(["a", "a", "a"]);
  expect([kept.content, fresh.content]).toEqual(["a", "b"]);
  expect(remote.asked).toBe(3);
});

test("what is set or labelled through it shows at once", async () => {
  const { remote, store } = await remoteStore();
  const cached = cachedPrompts(store, { clock: standingClock() });

  await cached.get("p");
  await cached.set({ name: "other", content: "x" });
  await cached.get("p");
  const asked = remote.asked;
  await cached.set({ name: "p", content: "b" });
  const second = await cached.get("p");
  await cached.label("p", 1, "production");
  const first = await cached.get("p");

  expect(asked).toBe(1);
  expect([second.version, first.version]).toEqual([2, 1]);
});

test("an answer that was under way when something changed is nobody's", async () => {
  const { store } = await remoteStore();
  const cached = cachedPrompts(store, { clock: standingClock() });

  const [before] = await Promise.all([cached.get("p"), cached.set({ name: "p", content: "b" })]);

  expect([before.version, (await cached.get("p")).version]).toEqual([1, 2]);
});

test("while the store fails, its last answer stands in, and it is asked again when that is old", async () => {
  const { remote, store } = await remoteStore();
  const clock = standingClock();
  const told: [error: string, prompt: string][] = [];
  const onStale = (error: unknown, { name }: Prompt) => void told.push([String(error), name]);
  const cached = cachedPrompts(store, { ttlMs: 10, clock, onStale });

  await cached.get("p");
  remote.down = true;
  clock.advance(10);
  const staleOnce = await cached.get("p");
  const staleTwice = await cached.get("p");
  clock.advance(10);
  remote.down = false;
  await cached.set({ name: "p", content: "b" });
  const fresh = await cached.get("p");

  expect([staleOnce.content, staleTwice.content, fresh.content]).toEqual(["a", "a", "b"]);
  expect(told).toEqual([["Error: 503", "p"]]);
  expect(remote.asked).toBe(3);
});

test("a failure is told as a warning, unless somebody listens", async () => {
  const { remote, store } = await remoteStore();
  const cached = cachedPrompts(store, { ttlMs: 0 });
  await cached.get("p");
  remote.down = true;
  const warned = once(process, "warning");

  await cached.get("p");

  expect(String((await warned)[0])).toBe('Warning: cachedPrompts: version 1 of "p" stands in: Error: 503');
});

test("a failure before the first answer is the caller's, and the next one asks again", async () => {
  const { remote, store } = await remoteStore();
  const cached = cachedPrompts(store, { clock: standingClock() });
  remote.down = true;

  await expect(cached.get("p")).rejects.toThrow("503");
  remote.down = false;

  expect((await cached.get("p")).content).toBe("a");
});

test("nothing stands in for a prompt that is no longer there", async () => {
  const { remote, store } = await remoteStore();
  const clock = standingClock();
  const cached = cachedPrompts(store, { ttlMs: 10, clock });

  await cached.get("p");
  remote.emptied = true;
  clock.advance(10);

  await expect(cached.get("p")).rejects.toThrow('there is no prompt "p"; register it with set()');
});

test("a thousand answers are kept, and the oldest goes first", async () => {
  const { memory, remote, store } = await remoteStore();
  for (let number = 0; number < 1000; number++) await memory.set({ name: `p${number}`, content: "x" });
  const cached = cachedPrompts(store, { clock: standingClock() });

  await cached.get("p");
  for (let number = 0; number < 1000; number++) await cached.get(`p${number}`);
  const asked = remote.asked;
  await cached.get("p999");
  const askedForTheLast = remote.asked;
  await cached.get("p");

  expect([asked, askedForTheLast, remote.asked]).toEqual([1001, 1001, 1002]);
});

test.each([-1, Number.NaN, "soon"])("a ttlMs of %s is a mistake that is said", (ttlMs) => {
  expect(() => cachedPrompts(new MemoryPromptStore(), { ttlMs: ttlMs as number })).toThrow(
    new RangeError(`cachedPrompts: ttlMs is ${ttlMs}; give milliseconds, 0 or more`),
  );
});
