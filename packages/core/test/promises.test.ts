import { runInNewContext } from "node:vm";
import { InMemoryTelemetry } from "@heddle/core";
import { expect, test } from "vitest";

const names = (memory: InMemoryTelemetry) => memory.spans().map((span) => `${span.name} ${span.status}`);

test("the span of a plain promise has ended before the caller goes on", async () => {
  const memory = new InMemoryTelemetry();

  const promise = memory.trace("x", {}, async () => 1);

  expect(names(memory)).toEqual([]);
  await promise;
  expect(names(memory)).toEqual(["x ok"]);
});

test("a rejection that nobody handles is still reported by the process", async () => {
  const memory = new InMemoryTelemetry();
  const { stderr, status } = await import("node:child_process").then(({ spawnSync }) =>
    spawnSync(
      process.execPath,
      [
        "--conditions=@heddle/source",
        "--input-type=module",
        "-e",
        `import { InMemoryTelemetry } from "@heddle/core";
         void new InMemoryTelemetry().trace("x", {}, async () => { throw new Error("nobody handles this") });`,
      ],
      { encoding: "utf8", cwd: import.meta.dirname },
    ),
  );

  expect(status).toBe(1);
  expect(stderr).toContain("nobody handles this");
  expect(memory.spans()).toEqual([]);
});

test("a promise of another realm is a promise", async () => {
  const memory = new InMemoryTelemetry();
  const foreign: Promise<number> = runInNewContext("Promise.resolve(1)");

  const promise = memory.trace("x", {}, () => foreign);

  expect(names(memory)).toEqual([]);
  expect(await promise).toBe(1);
  expect(names(memory)).toEqual(["x ok"]);
});

test("a lazy thenable comes back untouched", () => {
  const memory = new InMemoryTelemetry();
  let started = 0;
  // biome-ignore lint/suspicious/noThenProperty: a query builder that runs when it is awaited
  const query = { then: () => started++ };

  expect(memory.trace("x", {}, () => query)).toBe(query);
  expect(started).toBe(0);
  expect(Object.keys(query)).toEqual(["then"]);
  expect(names(memory)).toEqual(["x ok"]);
});

/** As client libraries have it: methods of its own, a constructor of its own, and a `then` that starts work. */
class ApiPromise<T> extends Promise<T> {
  readonly parse: () => Promise<T>;
  parsed = 0;

  constructor(parse: () => Promise<T>) {
    super((resolve) => resolve(undefined as never));
    this.parse = () => {
      this.parsed++;
      return parse();
    };
  }

  withResponse(): string {
    return "response";
  }

  // biome-ignore lint/suspicious/noThenProperty: that is what they do
  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.parse().then(fulfilled, rejected);
  }
}

test("a subclass of Promise comes back as itself, and its work starts when the caller waits for it", async () => {
  const memory = new InMemoryTelemetry();
  const promise = new ApiPromise(async () => memory.trace("http", {}, () => "parsed"));

  const returned = memory.trace("x", {}, () => promise);

  expect(returned).toBe(promise);
  expect(returned.withResponse()).toBe("response");
  expect(promise.parsed).toBe(0);
  expect(await returned).toBe("parsed");
  expect(promise.parsed).toBe(1);
  expect(names(memory)).toEqual(["http ok", "x ok"]);
  expect(memory.find("http")[0]?.parentSpanId).toBe(memory.find("x")[0]?.spanId);
});

test("what the caller hands to a subclass's then runs where the caller is, after the span has ended", async () => {
  const memory = new InMemoryTelemetry();

  await memory.trace("outer", {}, () =>
    memory
      .trace("x", {}, () => new ApiPromise(async () => 1))
      .then(() => memory.trace("after", {}, () => expect(names(memory)).toEqual(["x ok"]))),
  );

  const [outer] = memory.find("outer");
  expect(memory.find("after")[0]?.parentSpanId).toBe(outer?.spanId);
});

test("a subclass's failure is recorded once, whichever way it is waited for", async () => {
  const memory = new InMemoryTelemetry();
  const failing = (name: string) =>
    memory.trace(name, {}, () => new ApiPromise<number>(async () => Promise.reject(new Error(name))));
  const cleanUps: string[] = [];

  await expect(failing("await")).rejects.toThrow("await");
  expect(await failing("catch").catch((error: Error) => error.message)).toBe("catch");
  await expect(failing("finally").finally(() => cleanUps.push("failed"))).rejects.toThrow("finally");
  expect(await memory.trace("fine", {}, () => new ApiPromise(async () => 2)).finally(() => cleanUps.push("fine"))).toBe(
    2,
  );
  expect(await memory.trace("passes", {}, () => new ApiPromise(async () => 3)).catch(() => 0)).toBe(3);

  expect(names(memory)).toEqual(["await error", "catch error", "finally error", "fine ok", "passes ok"]);
  expect(cleanUps).toEqual(["failed", "fine"]);
});

/** As the clients of OpenAI and Anthropic have it: the answer and its HTTP response can be had around `then`. */
class ClientPromise extends Promise<string> {
  readonly #response: Promise<{ readonly text: string }>;
  #answer: Promise<string> | undefined;

  constructor(response: Promise<{ readonly text: string }>) {
    super((resolve) => resolve(""));
    this.#response = response;
    // biome-ignore lint/suspicious/noThenProperty: that is how it is done
    this.then = (...handlers) => this.#read().then(...handlers);
  }

  async withResponse() {
    const [data, response] = await Promise.all([this.#read(), this.asResponse()]);
    return { data, response };
  }

  asResponse() {
    return this.#response;
  }

  #read(): Promise<string> {
    this.#answer ??= this.#response.then(({ text }) => text);
    return this.#answer;
  }
}

test("a client's answer may be asked for with its response, or the response alone: the span ends with it", async () => {
  const memory = new InMemoryTelemetry();
  const ask = (name: string) => memory.trace(name, {}, () => new ClientPromise(Promise.resolve({ text: "hi" })));

  const both = await ask("both").withResponse();
  const response = await ask("response").asResponse();
  const asked = ask("asked");

  expect([both, response]).toEqual([{ data: "hi", response: { text: "hi" } }, { text: "hi" }]);
  expect(names(memory)).toEqual(["both ok", "response ok"]);
  expect([await asked, await asked.asResponse()]).toEqual(["hi", { text: "hi" }]);
  expect(names(memory)).toEqual(["both ok", "response ok", "asked ok"]);
});

test("a client's failure is recorded and comes out, whichever way it is asked for", async () => {
  const memory = new InMemoryTelemetry();
  const down = new Error("down");
  const ask = (name: string) => memory.trace(name, {}, () => new ClientPromise(Promise.reject(down)));

  await expect(ask("both").withResponse()).rejects.toBe(down);
  await expect(ask("response").asResponse()).rejects.toBe(down);

  expect(names(memory)).toEqual(["both error", "response error"]);
});

test("a promise that has lost its then comes back as it is", () => {
  const memory = new InMemoryTelemetry();
  const promise = Object.setPrototypeOf(Promise.resolve(1), null);

  expect(memory.trace("x", {}, () => promise) === promise).toBe(true);
  expect(names(memory)).toEqual(["x ok"]);
});

test("what is no function is no handler", async () => {
  const memory = new InMemoryTelemetry();

  const waited = memory.trace("x", {}, () => new ApiPromise(async () => 1)).then(5 as never, 6 as never);

  expect(await waited).toBe(1);
});

test("a promise whose then was replaced is treated like a subclass", async () => {
  const memory = new InMemoryTelemetry();
  const promise = Promise.resolve(1);
  let calls = 0;
  const then = promise.then.bind(promise);
  const counting = (...handlers: never[]) => {
    calls++;
    return then(...handlers);
  };
  Reflect.set(promise, "then", counting);

  const returned = memory.trace("x", {}, () => promise);

  expect(returned).toBe(promise);
  expect(calls).toBe(0);
  await returned.then((value) => expect(value).toBe(1));
  expect(calls).toBe(1);
  expect(names(memory)).toEqual(["x ok"]);
});
