/** What every library over OpenTelemetry's API shares: spans around functions, as its documentation writes them. */

/** @param api The copy of `@opentelemetry/api` that the library uses. */
export function spansOf({ trace, SpanStatusCode }) {
  const tracer = trace.getTracer("bench");
  return {
    trace: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          return await work();
        } catch (error) {
          span.recordException(error);
          span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
          throw error;
        } finally {
          span.end();
        }
      }),
    open: (name, attributes) => tracer.startSpan(name, { attributes }),
  };
}
