/** Finds out where the requests of a signal go: the options, then the environment, then the defaults. */
import { readFileSync } from "node:fs";
import { endpointUrl } from "./endpoint-url.ts";
import { type Given, numberIn, oneOf, option, variable, wrong } from "./given.ts";
import { keyValueList } from "./key-value-list.ts";
import type { OtlpOptions } from "./otlp-options.ts";
import type { Endpoint, OtlpProtocol, Signal, TlsFiles } from "./sender.ts";

const protocols: readonly OtlpProtocol[] = ["http/protobuf", "http/json", "grpc"];

/** gRPC tells a timeout in eight digits. */
const LONGEST_TIMEOUT_MS = 99_999_999;

/** Throws a TypeError for an option or variable that cannot be meant. */
export function endpointOf(signal: Signal, options: OtlpOptions): Endpoint {
  const protocol =
    oneOf(option("protocol", options.protocol) ?? variables(signal, "PROTOCOL"), protocols) ?? "http/protobuf";
  const compression = option("compression", options.compression) ?? variables(signal, "COMPRESSION");
  const timeoutMs = option("timeoutMs", options.timeoutMs) ?? variables(signal, "TIMEOUT");
  const tls = tlsOf(signal, options.tls);
  return {
    protocol,
    url: endpointUrl(signal, protocol, options.url),
    headers: headersOf(signal, options.headers),
    isCompressed: oneOf(compression, ["gzip", "none"]) === "gzip",
    timeoutMs: timeoutMs === undefined ? 10_000 : numberIn(timeoutMs, 1, LONGEST_TIMEOUT_MS),
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

/** The signal's own comes before that of both. */
function variables(signal: Signal, name: string): Given<string> | undefined {
  return variable(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`, `OTEL_EXPORTER_OTLP_${name}`);
}

/** Lower-case names; the more particular ones win. */
function headersOf(signal: Signal, given: OtlpOptions["headers"] = {}): Record<string, string> {
  const headers: Record<string, string> = {};
  const add = (name: string, list: Readonly<Record<string, string>>) => {
    for (const [key, value] of Object.entries(list)) headers[key.toLowerCase()] = checked(name, key, value);
  };
  for (const name of ["OTEL_EXPORTER_OTLP_HEADERS", `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`]) {
    add(name, keyValueList(variable(name)));
  }
  add("OtlpTelemetry: headers", given);
  return headers;
}

/** The value may be a secret, and is not quoted. */
function checked(name: string, key: string, value: string): string {
  // Not by an `import`, for the reason that the HTTP transport has.
  const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule("node:http");
  try {
    validateHeaderName(key);
    validateHeaderValue(key, value);
    return value;
  } catch {
    throw new TypeError(`${name}: ${JSON.stringify(key)} is no header or has a value that is none; give ASCII text`);
  }
}

function tlsOf(signal: Signal, { ca, cert, key }: TlsFiles = {}): TlsFiles {
  const files = {
    ca: pem("ca", ca) ?? fileIn(variables(signal, "CERTIFICATE")),
    cert: pem("cert", cert) ?? fileIn(variables(signal, "CLIENT_CERTIFICATE")),
    key: pem("key", key) ?? fileIn(variables(signal, "CLIENT_KEY")),
  };
  return Object.fromEntries(Object.entries(files).filter(([, text]) => text !== undefined));
}

/** Else each request would fail, or a certificate be passed over. The text may be a secret, and is not quoted. */
function pem(name: string, text: string | undefined): string | undefined {
  if (text === undefined || isPem(text)) return text;
  throw new TypeError(`OtlpTelemetry: tls.${name} is no PEM; give the text of the file, not its path`);
}

function isPem(text: string): boolean {
  return String(text).includes("-----BEGIN ");
}

function fileIn(given: Given<string> | undefined): string | undefined {
  if (given === undefined) return undefined;
  const text = textIn(given);
  if (isPem(text)) return text;
  throw wrong(given, "the path of a PEM file");
}

function textIn(given: Given<string>): string {
  try {
    return readFileSync(given.value, "utf8");
  } catch (cause) {
    throw wrong(given, `the path of a PEM file that can be read (${(cause as Error).message})`);
  }
}
