/** Finds the url that the requests of a signal go to. */
import { type Given, oneOf, option, variable, wrong } from "./given.ts";
import type { OtlpProtocol, Signal } from "./sender.ts";

/** `url`: as the user gave it. Throws a TypeError for what is no url of a backend. */
export function endpointUrl(signal: Signal, protocol: OtlpProtocol, url: string | URL | undefined): string {
  const base = option("url", url === undefined ? undefined : String(url));
  const own = variable(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`);
  const both = variable("OTEL_EXPORTER_OTLP_ENDPOINT");
  if (protocol === "grpc") return grpcUrl(signal, base ?? own ?? both);
  if (base !== undefined) return withPath(signal, parse(base));
  if (own !== undefined) return parse(own).href;
  return both === undefined ? `http://localhost:4318/v1/${signal}` : withPath(signal, parse(both));
}

function withPath(signal: Signal, url: URL): string {
  url.pathname = `${url.pathname.replace(/\/(v1\/(traces|metrics))?\/*$/, "")}/v1/${signal}`;
  return url.href;
}

/** A plain `host:port` is common: OTEL_EXPORTER_OTLP_INSECURE says whether it has TLS, which it has unless told. */
function grpcUrl(signal: Signal, given: Given<string> | undefined): string {
  if (given === undefined) return "http://localhost:4317";
  if (/^\w+:\/\//.test(given.value)) return parse(given).origin;
  const names = [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_INSECURE`, "OTEL_EXPORTER_OTLP_INSECURE"];
  const isInsecure = isTrue(variable(...names));
  return parse({ ...given, value: `${isInsecure ? "http" : "https"}://${given.value}` }).origin;
}

/** A boolean of the environment, in any case. */
export function isTrue(given: Given<string> | undefined): boolean {
  return oneOf(given && { ...given, value: given.value.toLowerCase() }, ["true", "false"]) === "true";
}

function parse(given: Given<string>): URL {
  const expected = "a url such as http://localhost:4318 or https://host";
  const url = URL.parse(given.value);
  if (url === null || !/^https?:$/.test(url.protocol)) throw wrong(given, expected);
  if (url.username !== "" || url.password !== "") {
    throw new TypeError(`${given.name} has a name or password in it; give them in the headers, as authorization`);
  }
  return url;
}
