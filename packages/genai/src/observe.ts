/** Functions that are traced whenever they are called. */
import { settle } from "@heddle/core/bridge";
import { checkOptions } from "./check-call.ts";
import type { SpanFunction, TypedSpanOptions } from "./span-function.ts";
import { type OptionsOf, spanFunctions } from "./span-functions.ts";
import type { SpanType } from "./span-types.ts";
import { isGenerator, isGeneratorFunction, tracedGenerator } from "./traced-generator.ts";
import type { TypedSpan } from "./typed-span.ts";

/** How a function is traced: what its span type takes, and these. */
export type ObserveOptions<Type extends SpanType = "custom"> = Omit<OptionsOf<Type>, "input"> & {
  /** `custom` unless given. */
  readonly type?: Type;
  /** The function's name unless given. */
  readonly name?: string;
};

/** Any function. */
export type AnyFunction = (...args: never) => unknown;

/**
 * `fn`, in a span whenever it is called: its input is the argument, or the list of them when there are several, and its output what it
 * returns. Sync, async, generator and async-generator functions alike; type, name and length stay. A generator's span is open from the
 * first item that is asked for to the last, the break or the failure.
 *
 * Throws a TypeError for what is no function, or a class, and for a type that is none.
 */
export function observe<Work extends AnyFunction, Type extends SpanType = "custom">(
  fn: Work,
  options: ObserveOptions<Type> = {} as ObserveOptions<Type>,
): Work {
  if (typeof fn !== "function" || /^class\b/.test(Function.prototype.toString.call(fn))) {
    throw new TypeError(
      `observe: ${String(fn).slice(0, 60)} is not a function to be called; give a function or a method`,
    );
  }
  checkOptions("observe", options);
  const { type = "custom", name = fn.name || "anonymous", ...rest } = options as ObserveOptions<SpanType>;
  if (!Object.hasOwn(spanFunctions, type)) {
    throw new TypeError(
      `observe: type ${String(type)} is not known; give one of ${Object.keys(spanFunctions).join(", ")}`,
    );
  }
  const { start } = spanFunctions[type] as unknown as SpanFunction<TypedSpanOptions, TypedSpan>;
  const open = (args: readonly unknown[]) => () => start(name, { ...rest, input: args.length > 1 ? args : args[0] });
  const observed = {
    call(this: unknown, ...args: unknown[]): unknown {
      const run = () => Reflect.apply(fn, this, args as never) as unknown;
      return isGeneratorFunction(fn) ? tracedGenerator(run() as Generator, open(args)) : traced(open(args)(), run);
    },
  }.call;
  for (const key of ["name", "length"])
    Object.defineProperty(observed, key, { value: fn[key as "name"], configurable: true });
  return observed as unknown as Work;
}

/** Likewise, as a decorator of a method: `@observed({ type: "tool" })`. */
export function observed<Type extends SpanType = "custom">(
  options: ObserveOptions<Type> = {} as ObserveOptions<Type>,
): <Method extends AnyFunction>(method: Method, context: ClassMethodDecoratorContext) => Method {
  return (method, context) => observe(method, { name: String(context.name), ...options } as ObserveOptions<Type>);
}

/** A function that is none of a generator's may still give one: then the span lasts as long as that. */
function traced(span: TypedSpan, run: () => unknown): unknown {
  try {
    return span.run(() => {
      const result = run();
      return isGenerator(result) ? tracedGenerator(result, () => span) : settle(result, span);
    });
  } catch (error) {
    span.settled(true, error);
    throw error;
  }
}
