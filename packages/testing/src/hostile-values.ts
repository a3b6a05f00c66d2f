/** Values that break telemetry that is careless with them. */

/** By a name for it. Each call makes a new one. */
export const hostileValues: Readonly<Record<string, () => unknown>> = {
  "a BigInt": () => 10n ** 30n,
  NaN: () => Number.NaN,
  Infinity: () => Number.NEGATIVE_INFINITY,
  "a lone surrogate": () => "half a \ud83e pair",
  "a key with a lone surrogate": () => ({ "\udc00": 1 }),
  "a symbol": () => Symbol("secret"),
  "a symbol key": () => ({ [Symbol("key")]: { hidden: true }, shown: true }),
  "a function": () => function work() {},
  "a class": () => Tool,
  "a class instance": () => new Tool(),
  "a cycle": () => {
    const parent: Record<string, unknown> = { name: "parent" };
    parent.child = { parent };
    return parent;
  },
  "a throwing getter": () => ({
    fine: 1,
    get broken(): never {
      throw new Error("getter");
    },
  }),
  "a throwing toJSON": () => ({
    toJSON(): never {
      throw new Error("toJSON");
    },
  }),
  "a toJSON that gives itself back": () => {
    const value = { toJSON: (): unknown => value };
    return value;
  },
  "a throwing toString": () => ({
    toString(): never {
      throw new Error("toString");
    },
  }),
  "a Proxy that throws at everything": () => throwingProxy(),
  "a revoked Proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a Date": () => new Date(0),
  "an invalid Date": () => new Date(Number.NaN),
  "a Map": () =>
    new Map<unknown, unknown>([
      ["key", 1],
      [{ a: 1 }, new Map()],
    ]),
  "a Set": () => new Set([1, "two", new Set()]),
  "a WeakMap": () => new WeakMap(),
  "an Error": () => new TypeError("outer", { cause: new Error("inner") }),
  "a RegExp": () => /a+/g,
  "a URL": () => new URL("https://example.org/?q=1"),
  "a Buffer": () => Buffer.from("bytes"),
  "a typed array": () => new Float64Array([1, Number.NaN]),
  "an ArrayBuffer": () => new ArrayBuffer(8),
  "a boxed number": () => Object(1n),
  "a promise": () => Promise.resolve(1),
  "an object without a prototype": () => Object.assign(Object.create(null), { a: 1 }),
  "an own __proto__": () => JSON.parse('{"__proto__":{"polluted":true}}'),
  "a list with holes": () => new Array(3),
  "10,000 levels": () => deep(10_000),
  "1 MB of text": () => "x".repeat(1024 * 1024),
};

/** Values that are no sound attributes as a whole. */
export const hostileAttributes: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  "a string": () => "text",
  "a number": () => 7,
  "a list": () => [1, 2],
  "a function": () => () => {},
  "a Map": () => new Map([["a", 1]]),
  "a cycle": hostileValues["a cycle"] as () => unknown,
  "a throwing getter": hostileValues["a throwing getter"] as () => unknown,
  "a Proxy that throws at everything": () => throwingProxy(),
  "a symbol key": hostileValues["a symbol key"] as () => unknown,
  "an own __proto__": hostileValues["an own __proto__"] as () => unknown,
  frozen: () => Object.freeze({ list: Object.freeze([1]) }),
};

class Tool {
  readonly name = "add";
}

/** Throws at whatever is done with it. */
export function throwingProxy(): object {
  const refuse = () => {
    throw new Error("trap");
  };
  const traps = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf", "isExtensible", "set"];
  return new Proxy(
    {},
    Object.fromEntries([...traps, "defineProperty", "preventExtensions"].map((trap) => [trap, refuse])),
  );
}

function deep(levels: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < levels; level++) value = { below: value };
  return value;
}
