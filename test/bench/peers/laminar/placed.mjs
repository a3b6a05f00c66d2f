/** Laminar, with its defaults, but that it sends by HTTP, which the receiver speaks. */
import { Laminar, observe } from "@lmnr-ai/lmnr";

export function makeSubject({ url }) {
  const { protocol, hostname, port } = new URL(url);
  Laminar.initialize({
    projectApiKey: "bench",
    baseUrl: `${protocol}//${hostname}`,
    httpPort: Number(port),
    forceHttp: true,
  });
  return {
    trace: (name, input, work) => observe({ name, input }, work),
    open: (name, input) => Laminar.startSpan({ name, input }),
    wrapGenerator:
      (name, generator) =>
      (...args) =>
        observe({ name }, generator, ...args),
    flush: () => Laminar.flush(),
    dispose: () => Laminar.shutdown(),
  };
}
