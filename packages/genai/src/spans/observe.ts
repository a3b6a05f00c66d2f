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
 * returns. Sync, async, generator and async-generator functions alike; type, name, length and what hangs on the function stay. A
 * generator's span is open from the first item that is asked for to the last, the break or the failure.
 *
 * Throws a TypeError for what is no function, or a class, and for a type that is none.
 */
export function observe<Work extends AnyFunction, Type extends SpanType = "custom">(
  fn: Work,
  options: ObserveOptions<Type> = {} as ObserveOptions<Type>,
): Work {
  if (typeof fn !== "function" || isClass(fn)) {
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
  return new Proxy(fn, {
    apply(_fn, self: unknown, args: unknown[]) {
      const run = () => Reflect.apply(fn, self, args as never) as unknown;
      return isGeneratorFunction(fn) ? tracedGenerator(run() as Generator, open(args)) : traced(open(args)(), run);
    },
  });
}

/**
 * Likewise, as a decorator of a method: `@observed({ type: "tool" })`.
 *
 * Throws a TypeError where it decorates something else, or is compiled with `experimentalDecorators`.
 */
export function observed<Type extends SpanType = "custom">(
  options: ObserveOptions<Type> = {} as ObserveOptions<Type>,
): <Method extends AnyFunction>(method: Method, context: ClassMethodDecoratorContext) => Method {
  return (method, context) => {
    if (context?.kind !== "method") {
      throw new TypeError(
        "observed: this is no method, or one compiled with experimentalDecorators; leave that out, or give the method to observe()",
      );
    }
    return observe(method, { name: String(context.name), ...options } as ObserveOptions<Type>);
  };
}

/** A method may be called `class`. */
function isClass(fn: AnyFunction): boolean {
  return /^class\b(?!\s*\()/.test(Function.prototype.toString.call(fn));
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
