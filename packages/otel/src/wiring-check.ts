/** Looks whether OpenTelemetry is set up so that spans nest, and says once what to do where it is not. */
import type { OTelApi } from "./otel-api.ts";
import { registeredApi } from "./registered-api.ts";

const PROBE = Symbol("heddle.otel.probe");

/** Codes of what has been said. */
const said = new Set<string>();

/** True when there is nothing more to look for: an SDK is there, and either all is well or the program was told. */
export function checkWiring(api: OTelApi, hasSdk: boolean): boolean {
  const registered = registeredApi();
  if (registered === undefined && !hasSdk) return false;
  const nests = hasContextManager(api);
  const isDeaf =
    (registered?.context !== undefined && !nests) ||
    (registered?.trace !== undefined && api.trace.getTracerProvider() !== registered.trace);
  if (isDeaf) {
    warn(
      "HEDDLE_OTEL_API",
      `the program registered OpenTelemetry with version ${registered.version} of @opentelemetry/api, which the copy of ` +
        "@heddle/otel is too new to see: its spans and Heddle's do not nest. " +
        'Hand over yours: import * as api from "@opentelemetry/api"; new OTelTelemetry({ api })',
    );
  } else if (hasSdk && !nests) {
    warn(
      "HEDDLE_OTEL_CONTEXT",
      "no OpenTelemetry context manager is registered: Heddle's spans nest, but those of http, undici and other " +
        "instrumentations stand outside of them. Before the first span, call context.setGlobalContextManager(" +
        "new AsyncLocalStorageContextManager().enable()), of @opentelemetry/context-async-hooks",
    );
  }
  return isDeaf || hasSdk;
}

/** Without one, the API runs everything in the root context. */
function hasContextManager({ context }: OTelApi): boolean {
  const probe = context.active().setValue(PROBE, true);
  return context.with(probe, () => context.active().getValue(PROBE) === true);
}

function warn(code: string, message: string): void {
  if (said.has(code)) return;
  said.add(code);
  process.emitWarning(`OTelTelemetry: ${message} (said once)`, { type: "HeddleWarning", code });
}
